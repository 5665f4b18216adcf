import type { Parsed } from '../parsed';
import type { KernelMapping } from './module';

/**
 * Whether an RE2 expression matches anywhere in the text (unanchored, case-sensitive), or why it is no RE2 expression.
 * Passed in because the language's own regular expressions differ from RE2 in both directions.
 */
export type MatchRegexp = (expression: string, text: string) => Parsed<boolean>;

/** The mapping that KMM uses for a kernel; `invalid` when an expression before any match cannot be compiled. */
export type MappingSelection =
  | { kind: 'matched'; index: number; mapping: KernelMapping; by: 'literal' | 'regexp'; expression: string }
  | { kind: 'none' }
  | { kind: 'invalid'; index: number; message: string };

/**
 * KMM's choice: first match in list order wins; within an entry the literal comes before the expression; an expression
 * that does not compile ends the search, but only if nothing before it matched.
 */
export function selectKernelMapping(
  mappings: KernelMapping[],
  kernel: string,
  matchRegexp: MatchRegexp,
): MappingSelection {
  for (const [index, mapping] of mappings.entries()) {
    if (mapping.literal && mapping.literal === kernel) {
      return { kind: 'matched', index, mapping, by: 'literal', expression: mapping.literal };
    }
    if (!mapping.regexp) continue;
    const match = matchRegexp(mapping.regexp, kernel);
    if (!match.ok) return { kind: 'invalid', index, message: match.message };
    if (match.value) return { kind: 'matched', index, mapping, by: 'regexp', expression: mapping.regexp };
  }
  return { kind: 'none' };
}
