import { LRUCache } from 'lru-cache';
import { RE2JS } from 're2js';
import type { MatchRegexp } from '../domain/kmm/select-kernel-mapping';
import type { Parsed } from '../domain/parsed';
import { parsed, refused } from '../domain/parsed';
import { quote } from '../domain/quote';
import { estimateProgramSize } from './regexp-cost';

const CACHED_EXPRESSIONS = 512;
/** Compiled programs weigh 16 kB and about 170 B an instruction (measured), so this bounds the cache to some 30 MB. */
const CACHED_INSTRUCTIONS = 150_000;
const LENGTH_LIMIT = 4096;
/** A few milliseconds to compile. An honest kernel expression has below 500. */
const SIZE_LIMIT = 5_000;
/** Characters of the user's expression in a message: of the whole, and of the part that the engine complains about. */
const EXPRESSION_LIMIT = 80;
const CULPRIT_LIMIT = 20;

/**
 * KMM's matcher: RE2 as Go's `regexp.MatchString` does it, unanchored and case-sensitive. Compiled expressions, and the
 * reasons why others do not compile, are kept: a cluster's Modules use the same few for every kernel. Beyond what Go
 * refuses, an expression of more than 4,096 characters or some 5,000 instructions is refused, because compiling it would
 * hold up everything else.
 */
export function createRe2Matcher(): MatchRegexp {
  const cache = new LRUCache<string, Parsed<RE2JS>>({
    max: CACHED_EXPRESSIONS,
    maxSize: CACHED_INSTRUCTIONS,
    sizeCalculation: (program) => 1 + (program.ok ? program.value.programSize() : 0),
  });
  return (expression, text) => {
    const program = cache.get(expression) ?? compile(expression);
    cache.set(expression, program);
    if (!program.ok) return program;
    try {
      return parsed(program.value.test(text));
    } catch (error) {
      return refuseExpression(expression, error);
    }
  };
}

function compile(expression: string): Parsed<RE2JS> {
  if (expression.length > LENGTH_LIMIT) {
    return refuseExpression(expression, `longer than ${LENGTH_LIMIT} characters`);
  }
  if (estimateProgramSize(expression) > SIZE_LIMIT) {
    return refuseExpression(expression, 'its counted repetitions make it too large');
  }
  try {
    return parsed(RE2JS.compile(expression));
  } catch (error) {
    return refuseExpression(expression, error);
  }
}

function refuseExpression(expression: string, cause: unknown): Parsed<never> {
  const message = (cause instanceof Error ? cause.message : String(cause)).replace(/^error parsing regexp: /, '');
  const [, complaint, culprit] = /^([^`]*)`(.*)`$/s.exec(message) ?? [];
  const detail =
    complaint === undefined ? message : `${complaint}\`${quote(culprit ?? '', CULPRIT_LIMIT).slice(1, -1)}\``;
  return refused(`could not match regexp ${quote(expression, EXPRESSION_LIMIT)}: ${detail}`);
}
