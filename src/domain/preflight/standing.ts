import type { VerificationStatus } from './reason';
import { isReason, phraseOf, traitsOf } from './reason';
import type { StatusModule } from './status-modules';
import type { Counts } from './summary';
import { isFlawed } from './summary';
import type { Check } from './verdict';

/** Where a Module stands for one kernel, in the words that people see. In the order of severity, worst first. */
export const STANDINGS = [
  'failed',
  'in-progress',
  'retrying',
  'warned',
  'passed',
  'nothing-to-load',
  'not-needed',
  'not-checked',
] as const;

export type Standing = (typeof STANDINGS)[number];

const RANKS: Record<Standing, number> = {
  failed: 0,
  'in-progress': 1,
  retrying: 1,
  warned: 2,
  passed: 3,
  'nothing-to-load': 4,
  'not-needed': 5,
  'not-checked': 6,
};

/** Negative when `a` is worse than `b`; in progress and retrying are equally bad. */
export function compareSeverity(a: Standing, b: Standing): number {
  return RANKS[a] - RANKS[b];
}

/** What a standing needs of a report; its reason may be one that this version does not know. */
export interface VerdictFacts {
  status: VerificationStatus;
  reason: string;
  checks: readonly Pick<Check, 'result'>[];
  needed: boolean;
  nextAttemptAt?: string;
}

/** Standing of a Module with a report. Work that waits for its next attempt is retrying. */
export function standingOfVerdict(verdict: VerdictFacts): Standing {
  switch (verdict.status) {
    case 'Failure':
      return verdict.needed ? 'failed' : 'not-needed';
    case 'InProgress':
      return verdict.nextAttemptAt !== undefined || isTransient(verdict.reason) ? 'retrying' : 'in-progress';
    case 'Success':
      if (verdict.reason === 'NothingToLoad') return 'nothing-to-load';
      return isFlawed(verdict.checks) ? 'warned' : 'passed';
  }
}

function isTransient(reason: string): boolean {
  return isReason(reason) && traitsOf(reason).retry === 'backoff';
}

const STANDING_OF_STATUS: Record<VerificationStatus, Standing> = {
  Success: 'passed',
  Failure: 'failed',
  InProgress: 'in-progress',
};

/** Standing of a Module of which only its entry in the PVO's status is known: KMM's words tell no more. */
export function standingOfEntry(entry: Pick<StatusModule, 'verificationStatus' | 'statusReason'>): Standing {
  const nothing = phraseOf('NothingToLoad', 'Success');
  if (entry.verificationStatus === 'Success' && entry.statusReason?.startsWith(nothing)) return 'nothing-to-load';
  return Object.hasOwn(STANDING_OF_STATUS, entry.verificationStatus)
    ? STANDING_OF_STATUS[entry.verificationStatus]
    : 'not-checked';
}

/** Standing of a whole preflight: its worst Module. No counts, or none of anything, is a preflight that nobody checked. */
export function standingOfCounts(counts: Counts | undefined): Standing {
  if (!counts || counts.total === 0) return 'not-checked';
  if (counts.failed > 0) return 'failed';
  if (counts.inProgress > 0) return 'in-progress';
  if (counts.warned > 0) return 'warned';
  return counts.passed > 0 ? 'passed' : 'not-needed';
}
