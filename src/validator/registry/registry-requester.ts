import { setMaxListeners } from 'node:events';
import { LRUCache } from 'lru-cache';
import type { Credential } from '../../domain/image/credential';
import type { RegistryTransport } from '../ports';
import { listSecrets } from './answer-text';
import type { Authenticator, Authorization, AuthContext } from './auth/authenticator';
import type { Errand, ExchangeRequest, ExchangeResponse, Headers, HttpExchange } from './http/http-exchange';
import type { NetworkCause } from './http/network-failure';
import { readErrorBody } from './read-body';
import { refuseStatus } from './refuse-answer';
import { RegistryError } from './registry-error';
import type { RegistryLimits } from './registry-settings';

/** On whose behalf, and how, a registry is spoken to. */
export interface RegistryAccess {
  credential?: Credential | undefined;
  transport: RegistryTransport;
  signal: AbortSignal;
  /** Further repositories of the same registry that the same token shall serve, so that they need no token request. */
  alsoRepositories?: string[];
}

/** One request of the distribution API. */
export interface ApiRequest {
  errand: Errand;
  repository: string;
  method: 'GET' | 'HEAD';
  /** Below `/v2/<repository>/`. */
  path: string;
  headers: Record<string, string>;
  /** Statuses of 400 and above that the caller reads itself. */
  reads?: number[];
}

/** Reads an answer whose status is 2xx or one of `reads`; `request` says where it came from in the end. */
export type Consume<T> = (response: ExchangeResponse, request: ExchangeRequest) => Promise<T>;

type Step<T> =
  | { kind: 'done'; value: T }
  | { kind: 'redirect'; location: string }
  | { kind: 'challenge'; headers: Headers; refusal: RegistryError };

/** First request, renewed token, wider token. */
const ATTEMPTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const REMEMBERED_PLAIN_HOSTS = 1_000;
/** Long enough for a burst of requests, short enough for a registry that gets a certificate. */
const PLAIN_HOST_TTL_MS = 600_000;
/** How TLS fails at a port where nobody speaks it. */
const NO_TLS: ReadonlySet<NetworkCause | undefined> = new Set(['plain-http', 'refused', 'reset'] as const);

/** Sends requests to registries: right scheme and host, authorised, redirects followed. */
export class RegistryRequester {
  private readonly plainHosts = new LRUCache<string, true>({ max: REMEMBERED_PLAIN_HOSTS, ttl: PLAIN_HOST_TTL_MS });

  constructor(
    private readonly http: HttpExchange,
    private readonly authenticator: Authenticator,
    private readonly limits: RegistryLimits,
  ) {}

  /** Throws RegistryError for every refusal and failure, what `consume` throws, or the reason of `access.signal`. */
  async send<T>(request: ApiRequest, access: RegistryAccess, consume: Consume<T>): Promise<T> {
    // Thousands of requests may share one caller's signal; each takes its listener away again.
    setMaxListeners(0, access.signal);
    const context: AuthContext = {
      errand: request.errand,
      host: apiHost(request.errand.registry),
      repositories: [...new Set([request.repository, ...(access.alsoRepositories ?? [])])],
      credential: access.credential,
      transport: access.transport,
      signal: access.signal,
    };
    let sent = await this.authenticator.recall(context);
    for (let attempt = 1; ; attempt++) {
      const step = await this.follow(request, context, sent, consume);
      if (step.kind === 'done') return step.value;
      if (attempt === ATTEMPTS) throw step.refusal;
      sent = await this.authenticator.answer(context, step.headers['www-authenticate'], sent);
      if (sent === undefined) throw step.refusal;
    }
  }

  private async follow<T>(
    request: ApiRequest,
    context: AuthContext,
    sent: Authorization | undefined,
    consume: Consume<T>,
  ): Promise<Exclude<Step<T>, { kind: 'redirect' }>> {
    const headers = sent === undefined ? request.headers : { ...request.headers, authorization: sent.header };
    const { registry } = request.errand;
    const { method, errand } = request;
    const { transport, signal } = context;
    let asked: ExchangeRequest | undefined;
    let step = await this.knock(context, (base) => {
      asked = { errand, party: registry, url: parseApiUrl(base, request), method, headers, transport, signal };
      return this.step(asked, request, context, consume);
    });
    for (let hop = 1; step.kind === 'redirect'; hop++) {
      if (asked === undefined || hop > this.limits.redirects) {
        throw refuseRedirect(request, `in a circle: more than ${this.limits.redirects} redirects`);
      }
      asked = redirected(asked, step.location, request);
      step = await this.step(asked, request, context, consume);
    }
    return step;
  }

  /** Asks by HTTPS, and by HTTP when that is allowed and nobody speaks TLS there. */
  private async knock<T>(context: AuthContext, ask: (base: string) => Promise<Step<T>>): Promise<Step<T>> {
    const { host, transport } = context;
    const plain = transport.plainHttp && this.plainHosts.has(host);
    try {
      return await ask(`${plain ? 'http' : 'https'}://${host}`);
    } catch (error) {
      if (!transport.plainHttp || !(error instanceof RegistryError)) throw error;
      if (plain && error.network !== undefined) this.plainHosts.delete(host);
      if (plain || !NO_TLS.has(error.network)) throw error;
    }
    const step = await ask(`http://${host}`);
    this.plainHosts.set(host, true);
    return step;
  }

  private step<T>(
    asked: ExchangeRequest,
    request: ApiRequest,
    context: AuthContext,
    consume: Consume<T>,
  ): Promise<Step<T>> {
    return this.http.exchange(asked, async (response): Promise<Step<T>> => {
      const { status, headers } = response;
      if (status < 300 || request.reads?.includes(status) === true) {
        return { kind: 'done', value: await consume(response, asked) };
      }
      const body = await readErrorBody(response, this.limits.errorBytes);
      const location = headers['location'];
      if (REDIRECTS.has(status) && typeof location === 'string') return { kind: 'redirect', location };
      const secrets = listSecrets(context.credential, asked.headers['authorization']);
      const refusal = refuseStatus(asked, response, body, { secrets });
      if (status === 401 && asked.url.host === context.host) return { kind: 'challenge', headers, refusal };
      throw refusal;
    });
  }
}

/** Docker Hub's API lives on another host than its name says; every other registry is its own host. */
function apiHost(registry: string): string {
  return registry === 'docker.io' ? 'registry-1.docker.io' : registry;
}

function parseApiUrl(base: string, request: ApiRequest): URL {
  const text = `${base}/v2/${request.repository}/${request.path}`;
  if (URL.canParse(text)) return new URL(text);
  const { registry: host, operation, what } = request.errand;
  throw new RegistryError(
    { kind: 'Unreachable', host, operation },
    `${host} is not a host that can be asked for ${what}`,
  );
}

/** The next request of a chain. Authorization stays only on the same origin, and does not come back later. */
function redirected(asked: ExchangeRequest, location: string, request: ApiRequest): ExchangeRequest {
  if (!URL.canParse(location, asked.url.href)) throw refuseRedirect(request, 'to something that is not a URL');
  const url = new URL(location, asked.url);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refuseRedirect(request, 'to something that is not HTTP');
  if (asked.url.protocol === 'https:' && url.protocol === 'http:') {
    throw refuseRedirect(request, `from HTTPS to plain HTTP at ${url.host}`);
  }
  url.username = '';
  url.password = '';
  if (url.origin === asked.url.origin) return { ...asked, url };
  const { registry } = request.errand;
  const headers = Object.fromEntries(Object.entries(asked.headers).filter(([name]) => name !== 'authorization'));
  return { ...asked, url, headers, party: `${url.host}, to which ${registry} sent the request on,` };
}

function refuseRedirect(request: ApiRequest, where: string): RegistryError {
  const { registry: host, operation, what } = request.errand;
  return new RegistryError(
    { kind: 'AnswerInvalid', host, operation },
    `${host} sent the request on ${where}, when asked for ${what}`,
  );
}
