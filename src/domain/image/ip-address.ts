/** An IP address as its bytes: 4 or 16 of them. */
export type IpBytes = readonly number[];

const GROUPS = 8;
const DECIMAL_BYTE = /^(?:0|[1-9]\d{0,2})$/;
const HEX_GROUP = /^[0-9a-f]{1,4}$/i;
const TEXT_LIMIT = 64;

/**
 * Reads an address as resolvers write them: dotted decimal without leading zeros, or RFC 4291 §2.2 with `::`, with an
 * embedded IPv4 address and with a zone (`%eth0`), which is dropped. Undefined for anything else; numeric forms that only
 * URLs allow (`0x7f.1`, `2130706433`) are no addresses.
 */
export function parseIpAddress(text: string): IpBytes | undefined {
  if (text.length > TEXT_LIMIT) return undefined;
  return text.includes(':') ? parseIPv6(text) : parseIPv4(text);
}

function parseIPv4(text: string): IpBytes | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => DECIMAL_BYTE.test(part))) return undefined;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

function parseIPv6(text: string): IpBytes | undefined {
  const [address = '', zone, more] = text.split('%');
  if (more !== undefined || (zone !== undefined && !/^[0-9a-z._~-]+$/i.test(zone))) return undefined;
  const halves = address.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, at) => parseGroups(half, at === halves.length - 1));
  if (!head) return undefined;
  if (halves.length === 1) return head.length === 2 * GROUPS ? head : undefined;
  const missing = 2 * GROUPS - head.length - (tail?.length ?? 0);
  return tail && missing >= 2 ? [...head, ...new Array<number>(missing).fill(0), ...tail] : undefined;
}

/** Groups between colons → bytes; only the last group of an address may be an IPv4 address. */
function parseGroups(text: string, isLast: boolean): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [at, group] of groups.entries()) {
    const embedded = isLast && at === groups.length - 1 ? parseIPv4(group) : undefined;
    if (embedded) bytes.push(...embedded);
    else if (HEX_GROUP.test(group)) bytes.push(parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff);
    else return undefined;
  }
  return bytes;
}
