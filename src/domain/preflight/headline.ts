import type { Standing } from './standing';
import { standingOfCounts } from './standing';
import type { Counts } from './summary';

/** The answer to "can I update, and if not, what stops me?", for one kernel. */
export type Headline =
  | { kind: 'failing'; failed: number; total: number; inProgress: number }
  | { kind: 'in-progress'; done: number; total: number }
  | { kind: 'ready'; total: number; warned: number; notNeeded: number }
  | { kind: 'nothing-to-check' }
  | { kind: 'not-checked' };

/** The answer that the counts of a preflight give. A failure is an answer before the rest is checked. */
export function selectHeadline(counts: Counts | undefined): Headline {
  if (!counts) return { kind: 'not-checked' };
  const { total, failed, inProgress, warned, notNeeded } = counts;
  if (total === 0) return { kind: 'nothing-to-check' };
  if (failed > 0) return { kind: 'failing', failed, total, inProgress };
  if (inProgress > 0) return { kind: 'in-progress', done: total - inProgress, total };
  return { kind: 'ready', total, warned, notNeeded };
}

/** One preflight as the headline of all of them sees it. */
export interface CountedPreflight {
  /** Release, else kernel. */
  target: string;
  counts: Counts | undefined;
}

/** The answer for all preflights together. */
export type ListHeadline =
  | { kind: 'one-failing'; target: string; failed: number; total: number }
  | { kind: 'several-failing'; failing: number; preflights: number }
  | { kind: 'in-progress'; unfinished: number }
  | { kind: 'not-checked'; unchecked: number }
  | { kind: 'ready'; preflights: number };

/** The worst of all preflights decides; unchecked ones leave the question open. */
export function selectListHeadline(preflights: readonly CountedPreflight[]): ListHeadline {
  const those = (standing: Standing): CountedPreflight[] =>
    preflights.filter(({ counts }) => standingOfCounts(counts) === standing);
  const failing = those('failed');
  const [first] = failing;
  if (first?.counts && failing.length === 1) {
    return { kind: 'one-failing', target: first.target, failed: first.counts.failed, total: first.counts.total };
  }
  if (failing.length > 1) return { kind: 'several-failing', failing: failing.length, preflights: preflights.length };
  const unfinished = those('in-progress').length;
  if (unfinished > 0) return { kind: 'in-progress', unfinished };
  const unchecked = preflights.filter(({ counts }) => counts === undefined).length;
  return unchecked > 0 ? { kind: 'not-checked', unchecked } : { kind: 'ready', preflights: preflights.length };
}
