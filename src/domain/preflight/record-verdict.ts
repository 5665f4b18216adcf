import { traitsOf } from './reason';
import type { Check, Verdict, VerdictRecord } from './verdict';

/** How often things are tried again; milliseconds. */
export interface RetryPolicy {
  /** 0: a Failure is never looked at again by itself. */
  recheckIntervalMs: number;
  transientDeadlineMs: number;
}

/** One finished look at a Module. */
export interface Look {
  verdict: Verdict;
  observed: VerdictRecord['observed'];
  startedAt: number;
  finishedAt: number;
  /** The registry's own wish (Retry-After). */
  retryAfterMs?: number;
  nodesMatching: number;
  needed: boolean;
}

const BACKOFF_FIRST_MS = 1_000;
/** No pause of the back-off is longer; milliseconds. */
export const BACKOFF_LAST_MS = 60_000;
/** Name of the line that says that a later look found nothing out. */
const RECHECK_LINE = 'Recheck';

/**
 * Adds a look to a Module's history: what stands now, since when, and when it is looked at again.
 * A look that found nothing out does not replace a Failure for the same inputs (nothing says that it got better),
 * and becomes a Failure itself once the transient deadline has passed since the series began.
 */
export function recordVerdict(previous: VerdictRecord | undefined, look: Look, policy: RetryPolicy): VerdictRecord {
  const same = previous?.observed.inputsDigest === look.observed.inputsDigest ? previous : undefined;
  const inconclusive = look.verdict.status === 'InProgress';
  const continues = inconclusive && same?.verdict.status === 'InProgress';
  // A series that seems to begin later than its newest look: the clock was set back.
  const startedAt = continues ? Math.min(same.startedAt, look.startedAt) : look.startedAt;
  const verdict = inconclusive ? settleInconclusive(same, look, startedAt, policy) : look.verdict;
  const attempts = (previous?.attempts ?? 0) + 1;
  const nextAttemptAt = nextAttempt(verdict, look, startedAt, policy);
  const running = verdict.status === 'InProgress';
  return {
    verdict,
    observed: look.observed,
    startedAt,
    ...(!running && { completedAt: look.finishedAt }),
    attempts,
    ...(nextAttemptAt !== undefined && { nextAttemptAt }),
    transitionedAt: previous && previous.verdict.status === verdict.status ? previous.transitionedAt : look.finishedAt,
    nodesMatching: look.nodesMatching,
    needed: look.needed,
  };
}

/**
 * The record of a Module whose look has not ended yet: in progress, with the attempts so far. It does not replace
 * a verdict for the same inputs; callers see to that.
 */
export function recordUnfinished(
  previous: VerdictRecord | undefined,
  look: Pick<Look, 'verdict' | 'observed' | 'startedAt' | 'nodesMatching' | 'needed'>,
): VerdictRecord {
  const unmoved = previous?.verdict.status === look.verdict.status;
  return {
    ...look,
    attempts: previous?.attempts ?? 0,
    transitionedAt: unmoved ? previous.transitionedAt : look.startedAt,
  };
}

function settleInconclusive(
  same: VerdictRecord | undefined,
  look: Look,
  startedAt: number,
  policy: RetryPolicy,
): Verdict {
  const stands = same?.verdict.status === 'Failure' ? same.verdict : undefined;
  const transient = traitsOf(look.verdict.reason).retry === 'backoff';
  if (stands && (!transient || traitsOf(stands.reason).retry !== 'backoff'))
    return addRecheckLine(stands, look.verdict);
  const expired = transient && (stands !== undefined || look.finishedAt - startedAt >= policy.transientDeadlineMs);
  return expired ? { ...look.verdict, status: 'Failure', stage: 'Done' } : look.verdict;
}

/** The checks of a verdict that stands are what it rests on; the look that told nothing adds one line. */
function addRecheckLine(stands: Verdict, { reason, message }: Verdict): Verdict {
  const line: Check = { name: RECHECK_LINE, result: 'Unknown', reason, message };
  return { ...stands, checks: [...stands.checks.filter(({ name }) => name !== RECHECK_LINE), line] };
}

function nextAttempt(verdict: Verdict, look: Look, startedAt: number, policy: RetryPolicy): number | undefined {
  if (verdict.status === 'InProgress') {
    // Waiting as long as the series has lasted doubles the pause each time, and needs no counter that a restart loses.
    const backoff = Math.max(BACKOFF_FIRST_MS, look.retryAfterMs ?? 0, look.finishedAt - startedAt);
    return look.finishedAt + Math.min(BACKOFF_LAST_MS, backoff);
  }
  if (verdict.status === 'Success') return undefined;
  const { retry } = traitsOf(verdict.reason);
  // Nothing was found out about the Module, so the interval for Failures, which may be "never", is not for this one.
  if (retry === 'backoff') return look.finishedAt + BACKOFF_LAST_MS;
  return retry === 'interval' && policy.recheckIntervalMs > 0 ? look.finishedAt + policy.recheckIntervalMs : undefined;
}
