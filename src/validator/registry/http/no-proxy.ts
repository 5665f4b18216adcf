import { BlockList, isIP } from 'node:net';

/** Says whether a host is reached without the proxy. `port` is the effective one, also when the URL leaves it out. */
export type NoProxyMatcher = (hostname: string, port: number) => boolean;

interface Rule {
  port: number | undefined;
  matches(host: string): boolean;
}

/**
 * Reads a NO_PROXY list by the rules of Go's golang.org/x/net/http/httpproxy, which the cluster's other programs
 * follow: `example.com` covers subdomains too, `.example.com` and `*.example.com` only those; addresses and CIDRs cover
 * hosts written as addresses; `*` covers everything; loopback never goes through a proxy. Entries that make no sense
 * cover nothing. Never throws.
 */
export function parseNoProxy(text: string): NoProxyMatcher {
  const rules = text
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map((entry) => parseRule(entry.toLowerCase()));
  return (hostname, port) => {
    const host = bareHost(hostname);
    if (isLoopback(host)) return true;
    return rules.some((rule) => (rule.port === undefined || rule.port === port) && rule.matches(host));
  };
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

function isLoopback(host: string): boolean {
  return host === 'localhost' || listCovers(LOOPBACK, host);
}

function parseRule(entry: string): Rule {
  if (entry === '*') return { port: undefined, matches: () => true };
  const subnet = parseSubnet(entry);
  if (subnet !== undefined) return { port: undefined, matches: (host) => listCovers(subnet, host) };
  const { name, port } = splitPort(entry);
  const address = bareHost(name);
  if (isIP(address) !== 0) {
    const list = new BlockList();
    list.addAddress(address, family(address));
    return { port, matches: (host) => listCovers(list, host) };
  }
  return { port, matches: parseSuffix(name) };
}

function parseSuffix(name: string): (host: string) => boolean {
  const suffix = name.startsWith('*.') ? name.slice(1) : name;
  if (suffix === '' || suffix === '.') return () => false;
  if (suffix.startsWith('.')) return (host) => host.endsWith(suffix);
  return (host) => host === suffix || host.endsWith(`.${suffix}`);
}

function parseSubnet(entry: string): BlockList | undefined {
  const [, address, bits] = /^([0-9a-f.:]+)\/(\d{1,3})$/.exec(entry) ?? [];
  if (address === undefined || bits === undefined || isIP(address) === 0) return undefined;
  if (Number(bits) > (isIP(address) === 6 ? 128 : 32)) return undefined;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family(address));
  return list;
}

function splitPort(entry: string): { name: string; port: number | undefined } {
  if (isIP(entry) !== 0) return { name: entry, port: undefined };
  const [, name, port] = /^(.*):(\d{1,5})$/.exec(entry) ?? [];
  return name === undefined || port === undefined ? { name: entry, port: undefined } : { name, port: Number(port) };
}

/** Without the brackets of IPv6 and the final dot of an absolute name. */
function bareHost(hostname: string): string {
  const host = hostname.toLowerCase();
  if (host.startsWith('[') && host.endsWith(']')) return host.slice(1, -1);
  return host.endsWith('.') ? host.slice(0, -1) : host;
}

function listCovers(list: BlockList, host: string): boolean {
  return isIP(host) !== 0 && list.check(host, family(host));
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
