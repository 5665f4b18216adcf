import type { Parsed } from '../parsed';
import { parsed, refused } from '../parsed';

export type JsonObject = Record<string, unknown>;

/**
 * A JSON object from text of at most `limit` UTF-16 units; a byte order mark is skipped. `what` names the text in the
 * refusal, which never quotes it: it may be megabytes, or a page of HTML.
 */
export function parseJsonObject(text: string, what: string, limit: number): Parsed<JsonObject> {
  if (text.length > limit) return refused(`${what} is longer than ${limit} characters`);
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isObject(value) ? parsed(value) : refused(`${what} is JSON, but no object`);
  } catch {
    return refused(`${what} is not JSON, or ends too early`);
  }
}

/** Neither null nor a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text; empty when it is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
