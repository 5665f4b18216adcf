import type { Standing } from '../../domain/preflight/standing';
import type { Counts } from '../../domain/preflight/summary';

/** One part of a summary: how many Modules stand there. */
export interface CountPart {
  standing: Standing;
  count: number;
}

/** The counts as parts that are not empty, worst first. */
export function selectCountParts(counts: Counts): CountPart[] {
  const parts: CountPart[] = [
    { standing: 'failed', count: counts.failed },
    { standing: 'in-progress', count: counts.inProgress },
    { standing: 'warned', count: counts.warned },
    { standing: 'passed', count: counts.passed },
    { standing: 'not-needed', count: counts.notNeeded },
  ];
  return parts.filter(({ count }) => count > 0);
}
