import type { Parsed } from '../parsed';
import { parsed, refused } from '../parsed';
import { decodeBase64Text } from './base64';
import type { Credential } from './credential';
import { compareSpecificity, keyCovers, parseCredentialKey } from './credential-key';
import type { Reference } from './reference';

/** The two Secret types that hold registry credentials. */
export type DockerConfigType = 'kubernetes.io/dockerconfigjson' | 'kubernetes.io/dockercfg';

const TEXT_LIMIT = 2 * 1024 * 1024;

/**
 * Reads the credentials of a pull secret: `.dockerconfigjson` (below `auths`) or the older `.dockercfg` (top level).
 * `origin` names the secret in messages. Entries without usable credentials are left out; no message ever quotes
 * the text. Field rules are the kubelet's: `auth` wins over `username` and `password`.
 */
export function parseDockerConfig(text: string, type: DockerConfigType, origin: string): Parsed<Credential[]> {
  if (text.length > TEXT_LIMIT) return refused(`${origin} is larger than 2 MiB; keep only registry credentials in it`);
  const root = parseJsonObject(text);
  if (!root) return refused(`${origin} does not contain a JSON object; create it again as type ${type}`);
  const auths = type === 'kubernetes.io/dockercfg' ? root : (root.auths ?? {});
  if (!isObject(auths)) return refused(`${origin} has an "auths" that is not a JSON object; create it again`);
  return parsed(Object.entries(auths).flatMap(([key, entry]) => readEntry(key, entry, origin)));
}

/**
 * Every credential whose key covers the reference, longest path first, an exact host before a wildcard, else in the
 * given order. Keys are read as the kubelet does with one exception: a path covers whole segments only, so that a
 * credential for `quay.io/org` is not sent to `quay.io/organisation`.
 */
export function selectCredentials(credentials: Credential[], reference: Reference): Credential[] {
  return credentials
    .map((credential) => ({ credential, key: parseCredentialKey(credential.key) }))
    .filter(({ key }) => keyCovers(key, reference))
    .sort((a, b) => compareSpecificity(a.key, b.key))
    .map(({ credential }) => credential);
}

function readEntry(key: string, entry: unknown, origin: string): Credential[] {
  if (!isObject(entry)) return [];
  const { username, password } = readAuth(entry.auth) ?? {
    username: textOf(entry.username),
    password: textOf(entry.password),
  };
  const identityToken = textOf(entry.identitytoken);
  if (username === '' && password === '' && identityToken === '') return [];
  return [{ origin, key, username, password, ...(identityToken === '' ? {} : { identityToken }) }];
}

/** `auth` is base64 of `username:password`; only the first colon separates. */
function readAuth(auth: unknown): { username: string; password: string } | undefined {
  const decoded = decodeBase64Text(textOf(auth).trim());
  const colon = decoded?.indexOf(':') ?? -1;
  if (decoded === undefined || colon === -1) return undefined;
  // Some tools pad the value with NUL before encoding.
  return { username: decoded.slice(0, colon), password: decoded.slice(colon + 1).replace(/\0+$/, '') };
}

/** JSON.parse quotes its input in the error, which may be a secret: the error goes no further. */
function parseJsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
