import type { Check, VerdictRecord } from './verdict';

/** Numbers of a PreflightReport. A Module is counted once in `total` and once in one of the others. */
export interface Counts {
  total: number;
  passed: number;
  /** Success with a Warn, or built but not pushed. */
  warned: number;
  failed: number;
  /** Failures of Modules that no node would load. */
  notNeeded: number;
  inProgress: number;
}

export const NO_COUNTS: Counts = { total: 0, passed: 0, warned: 0, failed: 0, notNeeded: 0, inProgress: 0 };

/** Counts the records of a PVO; `undefined` is a Module without a verdict yet. */
export function countVerdicts(records: Iterable<VerdictRecord | undefined>): Counts {
  const counts = { ...NO_COUNTS };
  for (const record of records) {
    counts.total += 1;
    counts[bucketOf(record)] += 1;
  }
  return counts;
}

function bucketOf(record: VerdictRecord | undefined): Exclude<keyof Counts, 'total'> {
  if (!record || record.verdict.status === 'InProgress') return 'inProgress';
  if (record.verdict.status === 'Failure') return record.needed ? 'failed' : 'notNeeded';
  return isFlawed(record.verdict.checks) ? 'warned' : 'passed';
}

/** Whether a Success has a flaw. One beside a Fail is an image that was built and is not in the registry. */
export function isFlawed(checks: readonly Pick<Check, 'result'>[]): boolean {
  return checks.some(({ result }) => result === 'Warn' || result === 'Fail');
}

export interface Conclusion {
  completed: boolean;
  /** `Verified`: Unknown until completed, False when a needed Module failed. */
  verified: 'True' | 'False' | 'Unknown';
  /** One line that answers "can I update, and if not, what stops me?". */
  message: string;
}

/** What the counts say about the whole preflight. */
export function concludePreflight(counts: Counts): Conclusion {
  const done = counts.total - counts.inProgress;
  if (counts.inProgress > 0) {
    return { completed: false, verified: 'Unknown', message: `${done} of ${counts.total} Modules are checked.` };
  }
  if (counts.failed > 0) {
    const message = `${counts.failed} of ${counts.total} Modules would fail on this kernel.`;
    return { completed: true, verified: 'False', message };
  }
  const message =
    counts.total === 0 ? 'There are no Modules to check.' : 'All needed Modules are ready for this kernel.';
  return { completed: true, verified: 'True', message };
}
