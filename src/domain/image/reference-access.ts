import { quote } from '../quote';
import type { AddressClass } from './address-class';
import { classifyAddress, isSameAddress } from './address-class';
import { hostWithoutPort, matchScope, normalizeScope } from './registry-scope';

/** Where the API server listens: as it is named, and every address that its names have now. */
export interface ApiServerPlace {
  /** DNS name or IP address, IPv6 without brackets. */
  host: string;
  addresses: readonly string[];
  port: number;
}

/** What decides where the validator may go for a reference that a person typed. */
export interface AccessRules {
  /** Hosts that the cluster's configuration names: `host`, `host:port`, `*.host`, or with a path, which does not count. */
  trustedHosts: readonly string[];
  apiServers: readonly ApiServerPlace[];
}

/** One host of an exchange: the registry itself, or where it redirects to or gets its tokens from. */
export interface HostQuestion extends AccessRules {
  /** `host[:port]` as `URL.host` prints it. */
  host: string;
  /** The registry that the reference names, when `host` is another one that it led to. */
  origin?: string;
}

/**
 * Which addresses a connection may go to. `anywhere`: the host is named by the cluster's configuration. `privateToo`: such
 * a host led there. `publicOnly`: everything else. None ever includes link-local, metadata or the API server's addresses.
 */
export type Reach = 'anywhere' | 'privateToo' | 'publicOnly';

/** `message` is a clause for a person, after a name: `… is …`. */
export type HostAccess = { allowed: true; reach: Reach } | { allowed: false; message: string };

const REACHABLE: Record<Reach, readonly AddressClass[]> = {
  anywhere: ['public', 'private', 'loopback', 'reserved'],
  privateToo: ['public', 'private'],
  publicOnly: ['public'],
};

const CLASS_PHRASES: Record<AddressClass, string> = {
  public: 'a public address',
  private: 'a private address',
  loopback: 'a loopback address',
  linkLocal: 'a link-local address',
  metadata: "the cloud's metadata service",
  multicast: 'a multicast address',
  unspecified: 'no address of a host',
  reserved: 'a reserved address',
  invalid: 'no IP address',
};

const API_SERVER = 'the API server, where no image is ever looked for';
const API_SERVER_NAME = /^kubernetes(?:\.default(?:\.svc(?:\.[a-z0-9.-]+)?)?)?$/;
const HTTPS_PORT = 443;

/**
 * Whether a host may be contacted, before its name is looked up, and which addresses that look-up may give (design §6). Each
 * address must then pass `decideAddressAccess` at connect time: names change, and a decision about a name binds nobody.
 */
export function decideHostAccess({ host, origin, trustedHosts, apiServers }: HostQuestion): HostAccess {
  const { name, port } = splitHost(host);
  const apiServer = apiServers.some((place) => place.port === port && isSameHost(place.host, name));
  if (apiServer || API_SERVER_NAME.test(name)) return { allowed: false, message: `${quote(host)} is ${API_SERVER}` };
  const reach = decideReach(host, origin, trustedHosts);
  if (classifyAddress(name) !== 'invalid') return decideAddressAccess({ address: name, port, reach, apiServers });
  // As browsers and Node's URL read them, 0x7f.1 and 2130706433 are addresses too; nobody who means well writes them.
  if (/(?:^|\.)(?:\d+|0x[0-9a-f]*)$/.test(name)) {
    return { allowed: false, message: `${quote(host)} is an IP address in disguise` };
  }
  return { allowed: true, reach };
}

/** Whether a connection may go to this very address. */
export function decideAddressAccess({
  address,
  port,
  reach,
  apiServers,
}: {
  address: string;
  port: number;
  reach: Reach;
  apiServers: readonly ApiServerPlace[];
}): HostAccess {
  const isApiServer = apiServers.some(
    (place) => place.port === port && [place.host, ...place.addresses].some((known) => isSameAddress(known, address)),
  );
  if (isApiServer) return { allowed: false, message: `${quote(address)} is ${API_SERVER}` };
  const found = classifyAddress(address);
  if (REACHABLE[reach].includes(found)) return { allowed: true, reach };
  const remedy =
    reach === 'publicOnly' && REACHABLE.anywhere.includes(found)
      ? "; only hosts that the cluster's configuration names may be there (a mirror, the Image config, a release)"
      : '';
  return { allowed: false, message: `${quote(address)} is ${CLASS_PHRASES[found]}${remedy}` };
}

function decideReach(host: string, origin: string | undefined, trustedHosts: readonly string[]): Reach {
  const trusts = (name: string): boolean => isTrusted(name, trustedHosts);
  if (!trusts(origin ?? host)) return 'publicOnly';
  return trusts(host) ? 'anywhere' : 'privateToo';
}

/** A scope without a port covers the host on every port, as in registries.conf; one with a port only that. */
function isTrusted(host: string, trustedHosts: readonly string[]): boolean {
  const name = withoutDefaultPort(host.toLowerCase());
  return trustedHosts.some((entry) => {
    const scope = withoutDefaultPort(normalizeScope(entry).split('/')[0] ?? '');
    return matchScope(scope, name) !== undefined;
  });
}

function withoutDefaultPort(host: string): string {
  return host.replace(/:443$/, '');
}

function splitHost(host: string): { name: string; port: number } {
  const named = hostWithoutPort(host.toLowerCase());
  const port = host.slice(named.length + 1);
  const name = named.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return { name, port: port === '' ? HTTPS_PORT : Number(port) };
}

function isSameHost(one: string, other: string): boolean {
  return one.toLowerCase().replace(/\.$/, '') === other || isSameAddress(one, other);
}
