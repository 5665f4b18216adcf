import { mergeMirrorOrder } from './merge-mirror-order';
import type { Reference } from './reference';
import { parseReference, printReference } from './reference';
import { matchScope, normalizeScope } from './registry-scope';

/**
 * One item of an ImageDigestMirrorSet, ImageContentSourcePolicy (`digest`) or ImageTagMirrorSet (`tag`).
 * `neverContactSource` is `mirrorSourcePolicy: NeverContactSource`.
 */
export interface MirrorRule {
  source: string;
  mirrors: string[];
  neverContactSource: boolean;
  kind: 'digest' | 'tag';
}

/** One place to look for an image. `isSource` is false for a mirror. */
export interface Attempt {
  reference: Reference;
  isSource: boolean;
}

/**
 * The places where nodes look for an image, in their order. Rules are those that the Machine Config Operator writes to
 * registries.conf: digest and tag rules of one source are one entry; only the entry with the longest matching source
 * counts, even when its mirrors are of the other kind; a source that must not be contacted is left out wherever it
 * appears. Empty when nothing may be contacted.
 */
export function selectAttempts(reference: Reference, rules: MirrorRule[]): Attempt[] {
  const entries = rules.map(normalizeRule).filter(hasRealMirror);
  const rulesOfSource = selectMostSpecific(reference, entries);
  const source: Attempt = { reference, isSource: true };
  const attempts = [...mirrorAttempts(reference, rulesOfSource), source];
  return attempts
    .filter((attempt, index) => index === attempts.findIndex((other) => sameReference(other, attempt)))
    .filter((attempt) => !selectMostSpecific(attempt.reference, entries).some((rule) => rule.neverContactSource));
}

function mirrorAttempts(reference: Reference, rules: MirrorRule[]): Attempt[] {
  const kind = reference.digest === undefined ? 'tag' : 'digest';
  const lists = rules.filter((rule) => rule.kind === kind).map((rule) => rule.mirrors);
  const source = rules[0]?.source;
  if (source === undefined || lists.length === 0) return [];
  return mergeMirrorOrder(source, lists).flatMap((mirror) => {
    const rewritten = rewriteReference(reference, source, mirror);
    return rewritten ? [{ reference: rewritten, isSource: mirror === source }] : [];
  });
}

/** Every rule of the longest source that covers the reference. */
function selectMostSpecific(reference: Reference, rules: MirrorRule[]): MirrorRule[] {
  const name = `${reference.registry}/${reference.repository}`;
  const matching = rules.filter((rule) => matchScope(rule.source, name) !== undefined);
  const longest = Math.max(0, ...matching.map((rule) => rule.source.length));
  const source = matching.find((rule) => rule.source.length === longest)?.source;
  return matching.filter((rule) => rule.source === source);
}

/** The reference below the mirror; undefined when the result is none, which no runtime could pull either. */
function rewriteReference(reference: Reference, source: string, mirror: string): Reference | undefined {
  if (mirror === source) return reference;
  const text = printReference(reference);
  const covered = matchScope(source, text);
  if (covered === undefined) return undefined;
  const mirrored = mirror + text.slice(covered);
  const rewritten = parseReference(mirrored);
  // A mirror without a host would silently become a name on Docker Hub.
  return rewritten.ok && mirrored.startsWith(rewritten.value.registry) ? rewritten.value : undefined;
}

function normalizeRule(rule: MirrorRule): MirrorRule {
  const mirrors = rule.mirrors.map(normalizeScope).filter((mirror) => mirror !== '');
  return { ...rule, source: normalizeScope(rule.source), mirrors };
}

/** A rule whose only mirror is its source says nothing, and its policy is not applied either. */
function hasRealMirror(rule: MirrorRule): boolean {
  return rule.mirrors.some((mirror) => mirror !== rule.source);
}

function sameReference(a: Attempt, b: Attempt): boolean {
  return printReference(a.reference) === printReference(b.reference);
}
