import type { Parsed } from '../parsed';
import { parsed, refused } from '../parsed';

const LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const IPV6_GROUP = /^[0-9a-f]{1,4}$/;
const LARGEST_PORT = 65_535;

/** Reads `host[:port]`; the host is a DNS name, an IPv4 address, or an IPv6 address in brackets. Lower case comes back. */
export function parseRegistryHost(text: string): Parsed<string> {
  const [, host, port] = /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/.exec(text.toLowerCase()) ?? [];
  if (host === undefined) return refused('the host is not a DNS name, an IPv4 address, or an IPv6 address in brackets');
  if (port !== undefined && (!/^[0-9]{1,5}$/.test(port) || Number(port) < 1 || Number(port) > LARGEST_PORT)) {
    return refused(`the port is not a number from 1 to ${LARGEST_PORT}`);
  }
  if (host.startsWith('[')) {
    return isIPv6(host.slice(1, -1))
      ? parsed(text.toLowerCase())
      : refused('the IPv6 address in brackets is malformed');
  }
  if (host.split('.').every((label) => LABEL.test(label))) return parsed(text.toLowerCase());
  return refused('a part of the host name is not letters, digits and inner hyphens');
}

/** Eight groups of hex digits, of which one run may be written `::`. No zone and no embedded IPv4, as in references. */
function isIPv6(address: string): boolean {
  const halves = address.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const groups = halves.flat();
  if (!groups.every((group) => IPV6_GROUP.test(group))) return false;
  return halves.length === 1 ? groups.length === 8 : halves.length === 2 && groups.length <= 7;
}
