import type { IpBytes } from './ip-address';
import { parseIpAddress } from './ip-address';

/**
 * What kind of place an IP address is, by the IANA registries of special-purpose addresses. `metadata`: where a cloud gives
 * credentials to its machines. `private` includes unique local and carrier-grade NAT addresses. `invalid`: no address at all.
 */
export type AddressClass =
  'public' | 'private' | 'loopback' | 'linkLocal' | 'metadata' | 'multicast' | 'unspecified' | 'reserved' | 'invalid';

interface Range {
  prefix: IpBytes;
  bits: number;
  class: AddressClass;
}

/** `address/bits`, the more specific range before the one that contains it. */
function ranges(table: Record<string, AddressClass>): Range[] {
  return Object.entries(table).map(([range, name]) => {
    const [address = '', bits] = range.split('/');
    return { prefix: parseIpAddress(address) ?? [], bits: Number(bits), class: name };
  });
}

const IPV4 = ranges({
  '169.254.169.254/32': 'metadata',
  '100.100.100.200/32': 'metadata', // Alibaba Cloud
  '168.63.129.16/32': 'metadata', // Azure
  '192.0.0.192/32': 'metadata', // Oracle Cloud
  '0.0.0.0/8': 'unspecified',
  '10.0.0.0/8': 'private',
  '100.64.0.0/10': 'private',
  '127.0.0.0/8': 'loopback',
  '169.254.0.0/16': 'linkLocal',
  '172.16.0.0/12': 'private',
  '192.0.0.0/24': 'reserved',
  '192.0.2.0/24': 'reserved',
  '192.88.99.0/24': 'reserved',
  '192.168.0.0/16': 'private',
  '198.18.0.0/15': 'reserved',
  '198.51.100.0/24': 'reserved',
  '203.0.113.0/24': 'reserved',
  '224.0.0.0/4': 'multicast',
  '240.0.0.0/4': 'reserved',
});

const IPV6 = ranges({
  'fd00:ec2::254/128': 'metadata', // AWS
  'fd20:ce::254/128': 'metadata', // Google Cloud
  '::/128': 'unspecified',
  '::1/128': 'loopback',
  '64:ff9b:1::/48': 'private', // NAT64 of one network
  '2001:db8::/32': 'reserved',
  '2001::/23': 'reserved', // protocol assignments, Teredo among them
  '3fff::/20': 'reserved',
  'fc00::/7': 'private',
  'fe80::/10': 'linkLocal',
  'fec0::/10': 'private',
  'ff00::/8': 'multicast',
});
const GLOBAL_UNICAST: Range = { prefix: parseIpAddress('2000::') ?? [], bits: 3, class: 'public' };

/** IPv6 ranges that lead to an IPv4 address, and the byte where that begins. */
const EMBEDDINGS = [
  { range: '::ffff:0:0', bits: 96, at: 12 }, // mapped
  { range: '::ffff:0:0:0', bits: 96, at: 12 }, // translated, RFC 2765
  { range: '::', bits: 96, at: 12 }, // compatible, deprecated
  { range: '64:ff9b::', bits: 96, at: 12 }, // NAT64
  { range: '2002::', bits: 16, at: 2 }, // 6to4
].map(({ range, bits, at }) => ({ prefix: parseIpAddress(range) ?? [], bits, at }));

/** An IP address in text → its class; an IPv6 address that leads to an IPv4 address has that one's class. Never throws. */
export function classifyAddress(text: string): AddressClass {
  const bytes = canonicalBytes(text);
  if (!bytes) return 'invalid';
  if (bytes.length === 4) return IPV4.find((range) => contains(range, bytes))?.class ?? 'public';
  const special = IPV6.find((range) => contains(range, bytes))?.class;
  return special ?? (contains(GLOBAL_UNICAST, bytes) ? 'public' : 'reserved');
}

/** Whether two texts are the same address, however written and also where IPv6 leads to IPv4. */
export function isSameAddress(one: string, other: string): boolean {
  const [a, b] = [canonicalBytes(one), canonicalBytes(other)];
  return a !== undefined && b !== undefined && a.join('.') === b.join('.');
}

function canonicalBytes(text: string): IpBytes | undefined {
  const bytes = parseIpAddress(text);
  if (bytes?.length !== 16) return bytes;
  // `::` and `::1` are addresses of their own, not IPv4-compatible ones.
  if (bytes.slice(0, 15).every((byte) => byte === 0) && (bytes[15] ?? 0) <= 1) return bytes;
  const embedding = EMBEDDINGS.find((range) => contains(range, bytes));
  return embedding ? bytes.slice(embedding.at, embedding.at + 4) : bytes;
}

function contains({ prefix, bits }: { prefix: IpBytes; bits: number }, address: IpBytes): boolean {
  return address.every((byte, at) => {
    const covered = Math.min(8, Math.max(0, bits - 8 * at));
    const mask = (0xff << (8 - covered)) & 0xff;
    return (byte & mask) === ((prefix[at] ?? 0) & mask);
  });
}
