import { createHash } from 'node:crypto';
import type { SecureContext } from 'node:tls';
import { createSecureContext } from 'node:tls';
import { LRUCache } from 'lru-cache';
import type { Dispatcher } from 'undici';
import { Pool, ProxyAgent } from 'undici';
import type { AccessRules } from '../../../domain/image/reference-access';
import type { RegistrySettings, RegistryTransport } from '../../ports';
import type { GuardedReach, HostLookup } from './guarded-lookup';
import { guardLookup } from './guarded-lookup';
import { admitHost } from './host-guard';
import { parseNoProxy } from './no-proxy';
import type { RegistryLimits } from '../registry-settings';

/** Kept-alive connections to one host. */
export interface Route {
  dispatcher: Dispatcher;
  /** True once an answer came over it: a later reset may then be a connection that the host had closed meanwhile. */
  answered: boolean;
}

const OPEN_ROUTES = 256;
/**
 * undici gives a connection back only a turn of the event loop after its answer. With no more connections than requests
 * every request waits for that turn, all are sent in one burst, and the host idles in between.
 */
const CONNECTIONS_PER_REQUEST = 1.25;

/** Keeps one pool of connections for each (origin, TLS verification), directly or through the proxy. */
export class Dispatchers {
  private readonly routes = new LRUCache<string, Route>({
    max: OPEN_ROUTES,
    dispose: (route) => this.drain(route.dispatcher),
  });
  private readonly draining = new Set<Dispatcher>();
  private readonly contexts = new Map<string, SecureContext>();
  private fingerprint: string;
  private bypassesProxy = parseNoProxy('');

  constructor(
    private settings: RegistrySettings,
    private readonly limits: RegistryLimits,
    private readonly lookup: HostLookup,
  ) {
    this.fingerprint = fingerprintOf(settings);
    this.bypassesProxy = parseNoProxy(settings.proxy?.noProxy ?? '');
  }

  /** Takes new settings; if anything changed, new requests use new connections and old ones end when they are idle. */
  configure(settings: RegistrySettings): void {
    const fingerprint = fingerprintOf(settings);
    if (fingerprint === this.fingerprint) return;
    this.fingerprint = fingerprint;
    this.settings = settings;
    this.bypassesProxy = parseNoProxy(settings.proxy?.noProxy ?? '');
    this.contexts.clear();
    this.routes.clear();
  }

  /** The reach of a request to `url` that began at the registry `origin`. Throws AddressRefused. */
  admit(url: URL, origin: string, rules: AccessRules): Promise<GuardedReach> {
    return admitHost({ url, origin, proxied: this.proxyFor(url) !== undefined }, rules, this.lookup);
  }

  /**
   * The connections for a URL's origin; with a reach, only to addresses within it. Throws a TypeError when the proxy's URL is
   * malformed.
   */
  route(url: URL, transport: RegistryTransport, guarded?: GuardedReach): Route {
    const key = `${url.origin} ${transport.skipTLSVerify} ${guarded === undefined ? '' : JSON.stringify(guarded)}`;
    const known = this.routes.get(key);
    if (known !== undefined) return known;
    const route = { dispatcher: this.connect(url, transport, guarded), answered: false };
    this.routes.set(key, route);
    return route;
  }

  /** Ends everything, also what is under way. */
  async close(): Promise<void> {
    const open = [...[...this.routes.values()].map((route) => route.dispatcher), ...this.draining];
    await Promise.all(open.map((dispatcher) => dispatcher.destroy()));
  }

  private connect(url: URL, transport: RegistryTransport, guarded: GuardedReach | undefined): Dispatcher {
    const { connectTimeoutMs, headersTimeoutMs, perHostConcurrency } = this.limits;
    // A bundle given as `ca` is parsed for every connection; a ready context is parsed once (docs of node:tls).
    const tls = {
      timeout: connectTimeoutMs,
      secureContext: this.contextFor(url),
      rejectUnauthorized: !transport.skipTLSVerify,
      ...(guarded && { lookup: guardLookup(this.lookup, guarded, effectivePort(url)) }),
    };
    const connections = Math.ceil(perHostConcurrency * CONNECTIONS_PER_REQUEST);
    const common = { connections, headersTimeout: headersTimeoutMs, bodyTimeout: headersTimeoutMs };
    const proxy = this.proxyFor(url);
    if (proxy === undefined) return new Pool(url.origin, { ...common, connect: tls });
    const proxyTls = { timeout: connectTimeoutMs, secureContext: this.contextFor(new URL(proxy)) };
    return new ProxyAgent({ ...common, uri: proxy, requestTls: tls, proxyTls, proxyTunnel: url.protocol === 'https:' });
  }

  private proxyFor(url: URL): string | undefined {
    const { httpProxy, httpsProxy } = this.settings.proxy ?? {};
    const proxy = url.protocol === 'https:' ? httpsProxy : httpProxy;
    if (proxy === undefined || proxy === '') return undefined;
    return this.bypassesProxy(url.hostname, effectivePort(url)) ? undefined : proxy;
  }

  private contextFor(url: URL): SecureContext {
    const { trustedCAs, clusterCA } = this.settings;
    const own = trustedCAs[url.host] ?? trustedCAs[`${url.hostname}:${effectivePort(url)}`] ?? [];
    const bundles = [...clusterCA, ...own];
    const key = createHash('sha256').update(bundles.join('\n')).digest('hex');
    const known = this.contexts.get(key);
    if (known !== undefined) return known;
    const context = createTrustingContext(bundles);
    this.contexts.set(key, context);
    return context;
  }

  private drain(dispatcher: Dispatcher): void {
    this.draining.add(dispatcher);
    const forget = (): void => void this.draining.delete(dispatcher);
    dispatcher.close().then(forget, forget);
  }
}

/** A TLS context that trusts the default roots and these PEM bundles; a bundle without a certificate adds nothing. */
function createTrustingContext(bundles: string[]): SecureContext {
  const secureContext = createSecureContext();
  const native = secureContext.context as { addCACert(pem: string): void };
  for (const bundle of bundles) native.addCACert(bundle);
  return secureContext;
}

function effectivePort(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

function fingerprintOf(settings: RegistrySettings): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex');
}
