import type { Credential } from '../../domain/image/credential';

const LONGEST = 200;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu;
const URL_QUERY = /(https?:\/\/[^\s?#"'<>]*)[?#][^\s"'<>]*/gi;
const UTF8 = new TextDecoder();
const URL_USER = /(https?:\/\/)[^\s/@"'<>]*@/gi;

/** Text of a registry, fit for a message: one line, at most 200 characters, without secrets, URL queries and user parts. */
export function cleanText(text: string, secrets: string[] = []): string {
  let clean = text;
  for (const secret of secrets) clean = clean.replaceAll(secret, '…');
  clean = clean.replace(INVISIBLE, ' ').replace(URL_QUERY, '$1').replace(URL_USER, '$1').trim();
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1)}…` : clean;
}

/** Every spelling of a credential and an Authorization header that an echoing registry could quote, longest first. */
export function listSecrets(credential: Credential | undefined, authorization?: string): string[] {
  const secrets = authorization === undefined ? [] : [authorization, authorization.replace(/^\S+\s+/, '')];
  if (credential !== undefined) {
    const { username, password, identityToken } = credential;
    const pair = `${username}:${password}`;
    secrets.push(pair, Buffer.from(pair).toString('base64'), password, encodeURIComponent(password));
    if (identityToken !== undefined) secrets.push(identityToken, encodeURIComponent(identityToken));
  }
  return secrets.filter((secret) => secret.length > 3).sort((a, b) => b.length - a.length);
}

/**
 * The first error of a registry's JSON as `CODE: message` (distribution specification, "Error codes"), or of a token
 * endpoint's (`error`, `error_description`, `details`); empty when the body is something else. Not cleaned yet.
 */
export function parseErrorBody(body: Uint8Array): string {
  const root = asRecord(parseJson(body));
  const first: unknown = Array.isArray(root?.['errors']) ? root['errors'][0] : undefined;
  const source = asRecord(first) ?? root;
  if (source === undefined) return '';
  const code = textOf(source['code']) || textOf(source['error']);
  const message = textOf(source['message']) || textOf(source['error_description']) || textOf(source['details']);
  return code !== '' && message !== '' ? `${code}: ${message}` : code || message;
}

/** JSON in UTF-8, a byte order mark allowed; undefined when it is not JSON. */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(UTF8.decode(body));
  } catch {
    return undefined;
  }
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
