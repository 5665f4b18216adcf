const LONGEST_MS = 60_000;

/**
 * Milliseconds that a `Retry-After` header asks to wait, in seconds or as an HTTP date (RFC 9110 §10.2.3), at most a
 * minute; undefined when it is absent, past or unreadable.
 */
export function parseRetryAfter(header: string | string[] | undefined): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim();
  if (text === undefined || text === '') return undefined;
  const milliseconds = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return milliseconds > 0 ? Math.min(milliseconds, LONGEST_MS) : undefined;
}
