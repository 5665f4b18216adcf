import type { Reference } from './reference';

/** A key of `auths`, taken apart: `host` in lower case and possibly with `*` and `?`, `path` without slashes at the ends. */
export interface CredentialKey {
  host: string;
  port: string;
  path: string;
}

const DOCKER_HUB_HOSTS = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];

/** Whether a credential under this key is meant for the reference: same host and port, a path of whole segments. */
export function keyCovers(key: CredentialKey, reference: Reference): boolean {
  const target = splitKey(`${reference.registry}/${reference.repository}`);
  const path = key.path === '' || target.path === key.path || target.path.startsWith(`${key.path}/`);
  return path && key.port === target.port && hostMatches(key.host, target.host);
}

/** Takes a key apart as the kubelet does: scheme and the legacy `/v1/` and `/v2/` say nothing, Docker Hub is one host. */
export function parseCredentialKey(text: string): CredentialKey {
  const key = splitKey(text.trim().replace(/^https?:\/\//i, ''));
  const path = key.path.replace(/^v[12](?:\/|$)/, '').replace(/\/{1,8}$/, '');
  return { ...key, path };
}

function splitKey(text: string): CredentialKey {
  const [, host = '', port = '', path = ''] = /^(\[[^\]]*\]|[^:/]*)(?::([^/]*))?(?:\/(.*))?$/s.exec(text) ?? [];
  const lowerHost = host.toLowerCase();
  return { host: DOCKER_HUB_HOSTS.includes(lowerHost) ? 'docker.io' : lowerHost, port, path };
}

/** Sorts the more specific key first: longer path, then an exact host before a wildcard. */
export function compareSpecificity(a: CredentialKey, b: CredentialKey): number {
  return b.path.length - a.path.length || wildcardRank(a) - wildcardRank(b);
}

function wildcardRank(key: CredentialKey): number {
  return /[*?]/.test(key.host) ? 1 : 0;
}

function hostMatches(pattern: string, host: string): boolean {
  const patternLabels = pattern.split('.');
  const labels = host.split('.');
  if (pattern === '' || patternLabels.length !== labels.length) return false;
  return patternLabels.every((label, index) => labelMatches(label, labels[index] ?? ''));
}

/** `*` is any text, `?` one character. Only the last star is ever tried again, so no key can make this take long. */
function labelMatches(pattern: string, label: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < label.length;) {
    if (pattern[at] === '*') {
      star = at++;
      resume = index;
    } else if (pattern[at] === '?' || pattern[at] === label[index]) {
      at++;
      index++;
    } else if (star !== -1) {
      at = star + 1;
      index = ++resume;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}
