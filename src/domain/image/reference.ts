import type { Parsed } from '../parsed';
import { parsed, refused } from '../parsed';
import { quote } from '../quote';
import { parseRegistryHost } from './registry-host';

/**
 * A normalised image reference: `nginx` is `docker.io/library/nginx:latest`.
 * `registry` is `host[:port]` in lower case (an IPv6 host keeps its brackets), `repository` the path after it.
 * Without tag and digest, `tag` is `latest`; with a digest, `tag` is kept only if it was written.
 */
export interface Reference {
  registry: string;
  repository: string;
  tag?: string;
  digest?: string;
}

const TEXT_LIMIT = 4096;
const REPOSITORY_LIMIT = 255;
const DOCKER_HUB = 'docker.io';
const DOCKER_HUB_ALIAS = 'index.docker.io';
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const IMAGE_ID = /^[a-f0-9]{64}$/;
const PATH_COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;

/**
 * Reads an image reference as container runtimes do and normalises it. The grammar is the one of
 * distribution/reference, including its rules for Docker Hub short names; stricter only where a name could never be
 * contacted (port above 65535, malformed IPv6) or verified (a digest that is neither sha256 nor sha512).
 */
export function parseReference(text: string): Parsed<Reference> {
  const outcome = parseParts(text);
  return outcome.ok ? outcome : refused(`${quote(text)} is not an image reference: ${outcome.message}`);
}

/** The reference in full, as runtimes write it: `docker.io/library/nginx:latest`. Reading it back gives an equal one. */
export function printReference(reference: Reference): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
  return `${reference.registry}/${reference.repository}${tag}${digest}`;
}

/** The same image pinned to a digest (`sha256:…`); a tag stays for people to read, registries ignore it then. */
export function withDigest(reference: Reference, digest: string): Reference {
  return { ...reference, digest };
}

function parseParts(text: string): Parsed<Reference> {
  if (text === '') return refused('it is empty');
  if (text.length > TEXT_LIMIT) return refused(`it is longer than ${TEXT_LIMIT} characters`);
  if (/\s/.test(text)) return refused('it contains white space');
  if (SCHEME.test(text)) return refused('it starts with a URL scheme; write host/repository:tag only');
  if (IMAGE_ID.test(text)) return refused('it is an image ID, which no registry knows');
  const [name, digest] = cut(text, '@');
  if (digest !== undefined && !DIGEST.test(digest)) {
    return refused('what follows @ is neither sha256: with 64 nor sha512: with 128 lower-case hex digits');
  }
  return parseName(name, digest);
}

function parseName(name: string, digest: string | undefined): Parsed<Reference> {
  const [host, rest] = splitHost(name);
  const [path, tag] = cut(rest, ':');
  const registry = host === undefined ? parsed(DOCKER_HUB) : parseRegistryHost(host);
  if (!registry.ok) return registry;
  const complaint = repositoryComplaint(path);
  if (complaint !== undefined) return refused(complaint);
  if (tag !== undefined && !TAG.test(tag)) {
    return refused('the tag is not 1 to 128 letters, digits, "_", "." and "-", starting with none of the last two');
  }
  const hub = registry.value === DOCKER_HUB || registry.value === DOCKER_HUB_ALIAS;
  const repository = hub && !path.includes('/') ? `library/${path}` : path;
  if (repository.length > REPOSITORY_LIMIT) {
    return refused(`the repository is longer than ${REPOSITORY_LIMIT} characters`);
  }
  const effectiveTag = tag ?? (digest === undefined ? 'latest' : undefined);
  return parsed({
    registry: hub ? DOCKER_HUB : recognisableHost(registry.value),
    repository,
    ...(effectiveTag === undefined ? {} : { tag: effectiveTag }),
    ...(digest === undefined ? {} : { digest }),
  });
}

/** A host that only its capitals tell from a repository (`B/a`) keeps one, or its own print would name another image. */
function recognisableHost(host: string): string {
  return splitHost(`${host}/x`)[0] === undefined ? host.toUpperCase() : host;
}

/** Docker's rule: what stands before the first slash is a host only if no repository could be called that. */
function splitHost(name: string): [string | undefined, string] {
  const [first, rest] = cut(name, '/');
  if (rest === undefined) return [undefined, name];
  const isHost = first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase();
  return isHost ? [first, rest] : [undefined, name];
}

function repositoryComplaint(path: string): string | undefined {
  if (path === '') return 'the repository is missing';
  if (path !== path.toLowerCase()) return 'the repository must be in lower case';
  if (path.split('/').every((component) => PATH_COMPONENT.test(component))) return undefined;
  return 'a part of the repository is not lower-case letters and digits, joined by ".", "_", "__" or "-"';
}

function cut(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
