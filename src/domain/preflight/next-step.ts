import { traitsOf } from './reason';
import { BACKOFF_LAST_MS } from './record-verdict';
import type { VerdictRecord } from './verdict';

/** What one Module of one PVO looks like now, beside its record. */
export interface Situation {
  inputsDigest: string;
  /** The later of the wished rechecks of PVO and Module. */
  recheckRequestedAt: string | undefined;
  /** The registry configuration changed since the last look. */
  configChanged: boolean;
  /** Somebody else changed or deleted the report. */
  reportTouched: boolean;
  now: number;
}

/** Why a Module is looked at (again); undefined: nothing to do. */
export type CheckCause = 'first' | 'inputs' | 'recheck' | 'touched' | 'config' | 'due' | 'interrupted';

/** Decides whether a Module needs a look (design §7). A Success is final for its inputs. */
export function selectCheckCause(record: VerdictRecord | undefined, situation: Situation): CheckCause | undefined {
  if (!record) return 'first';
  if (record.observed.inputsDigest !== situation.inputsDigest) return 'inputs';
  if (
    situation.recheckRequestedAt !== undefined &&
    situation.recheckRequestedAt !== record.observed.recheckRequestedAt
  ) {
    return 'recheck';
  }
  if (situation.reportTouched) return 'touched';
  const { retry } = traitsOf(record.verdict.reason);
  if (retry === 'running' && record.nextAttemptAt === undefined) return 'interrupted';
  if (situation.configChanged && record.verdict.status !== 'Success' && retry !== 'inputs') return 'config';
  return isDue(record, situation.now) ? 'due' : undefined;
}

/** After the clock was set back, times that lie further ahead than they could have been set count as reached. */
function isDue({ nextAttemptAt, completedAt, verdict }: VerdictRecord, now: number): boolean {
  if (nextAttemptAt === undefined) return false;
  const impossible = verdict.status === 'InProgress' ? nextAttemptAt - now > BACKOFF_LAST_MS : (completedAt ?? 0) > now;
  return nextAttemptAt <= now || impossible;
}
