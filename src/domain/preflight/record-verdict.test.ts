import { aRecord, aVerdict, NOON } from '../../testing/builders';
import type { Reason } from './reason';
import { REASONS, traitsOf } from './reason';
import type { Look, RetryPolicy } from './record-verdict';
import { recordUnfinished, recordVerdict } from './record-verdict';
import type { Verdict, VerdictRecord } from './verdict';

const POLICY: RetryPolicy = { recheckIntervalMs: 300_000, transientDeadlineMs: 900_000 };
const MINUTE = 60_000;
const OBSERVED = aRecord().observed;

const verdictOf = (reason: Reason, overrides: Partial<Verdict> = {}): Verdict => {
  const { status } = traitsOf(reason);
  return aVerdict({ reason, status, stage: status === 'InProgress' ? 'Image' : 'Done', ...overrides });
};
const lookAt = (at: number, verdict: Verdict, overrides: Partial<Look> = {}): Look => ({
  verdict,
  observed: OBSERVED,
  startedAt: at,
  finishedAt: at + 100,
  nodesMatching: 3,
  needed: true,
  ...overrides,
});
const unreachable = verdictOf('RegistryUnreachable', { message: 'no route' });
const notFound = verdictOf('ImageNotFound', {
  checks: [{ name: 'Image', result: 'Fail', reason: 'ImageNotFound', message: '404' }],
});

/** Looks again and again, each time exactly when the record says, until `stop` or 200 looks. */
function repeat(verdict: Verdict, stop: (record: VerdictRecord) => boolean, policy = POLICY): VerdictRecord[] {
  const records = [recordVerdict(undefined, lookAt(NOON, verdict), policy)];
  while (!stop(records.at(-1)!) && records.length < 200) {
    const last = records.at(-1)!;
    records.push(recordVerdict(last, lookAt(last.nextAttemptAt!, verdict), policy));
  }
  return records;
}

describe('when a Module is looked at again', () => {
  test.each(Object.keys(REASONS) as Reason[])('%s follows its retry rule', (reason) => {
    const { nextAttemptAt } = recordVerdict(undefined, lookAt(NOON, verdictOf(reason)), POLICY);
    const waits = {
      running: 1_000,
      backoff: 1_000,
      interval: POLICY.recheckIntervalMs,
      final: undefined,
      inputs: undefined,
    };
    const wait = waits[traitsOf(reason).retry];
    expect(nextAttemptAt).toBe(wait === undefined ? undefined : NOON + 100 + wait);
  });

  test('interval 0: a Failure is never looked at again by itself', () => {
    const record = recordVerdict(undefined, lookAt(NOON, notFound), { ...POLICY, recheckIntervalMs: 0 });
    expect(record).not.toHaveProperty('nextAttemptAt');
  });

  test('interval 0: what could not be looked at still is', () => {
    const record = recordVerdict(undefined, lookAt(NOON, unreachable), { ...POLICY, recheckIntervalMs: 0 });
    expect(record.nextAttemptAt).toBe(NOON + 1_100);
  });
});

describe('the back-off', () => {
  const pauses = repeat(unreachable, (record) => record.verdict.status === 'Failure')
    .slice(0, -1)
    .map((record, index, all) => record.nextAttemptAt! - (index === 0 ? NOON : all[index - 1]!.nextAttemptAt!) - 100);

  test('starts at 1 s, doubles about, and ends at 60 s', () => {
    expect(pauses[0]).toBe(1_000);
    expect(Math.max(...pauses)).toBe(MINUTE);
    const growing = pauses.slice(1, pauses.indexOf(MINUTE));
    growing.forEach((pause, index) => {
      const factor = pause / pauses[index]!;
      expect(factor).toBeGreaterThanOrEqual(1);
      expect(factor).toBeLessThan(2.5);
    });
    expect(growing.length).toBeLessThan(9);
  });

  test('asks no more than two dozen times in a deadline of 15 min', () => {
    expect(pauses.length).toBeLessThan(25);
    expect(pauses.length).toBeGreaterThan(15);
  });

  test.each([
    [30_000, 30_000],
    [500, 1_000],
    [3_600_000, MINUTE],
  ])('Retry-After of %i ms makes it %i ms', (retryAfterMs, expected) => {
    const record = recordVerdict(undefined, lookAt(NOON, verdictOf('RegistryRateLimited'), { retryAfterMs }), POLICY);
    expect(record.nextAttemptAt).toBe(NOON + 100 + expected);
  });

  test('a Retry-After shorter than the back-off does not shorten it', () => {
    const previous = aRecord(unreachable, { startedAt: NOON - 20_000 });
    const record = recordVerdict(previous, lookAt(NOON, unreachable, { retryAfterMs: 2_000 }), POLICY);
    expect(record.nextAttemptAt).toBe(NOON + 100 + 20_100);
  });
});

describe('the transient deadline', () => {
  const records = repeat(unreachable, (record) => record.verdict.status === 'Failure');
  const last = records.at(-1)!;

  test('makes it a Failure with the same reason, not before', () => {
    expect(last.verdict).toMatchObject({ status: 'Failure', stage: 'Done', reason: 'RegistryUnreachable' });
    expect(last.completedAt! - NOON).toBeGreaterThanOrEqual(POLICY.transientDeadlineMs);
    expect(records.at(-2)!.nextAttemptAt! - NOON).toBeLessThanOrEqual(POLICY.transientDeadlineMs + MINUTE);
    expect(records.slice(0, -1).every(({ verdict }) => verdict.status === 'InProgress')).toBe(true);
  });

  test('counts from the first look of the series', () => {
    expect(records.every(({ startedAt }) => startedAt === NOON)).toBe(true);
    expect(last.attempts).toBe(records.length);
  });

  test('the Failure is looked at again each minute, whatever the interval, and stays one while nothing answers', () => {
    const again = recordVerdict(last, lookAt(last.nextAttemptAt!, unreachable), POLICY);
    expect(last.nextAttemptAt).toBe(last.completedAt! + MINUTE);
    expect(again.verdict).toMatchObject({ status: 'Failure', stage: 'Done', reason: 'RegistryUnreachable' });
    expect(again.transitionedAt).toBe(last.transitionedAt);
  });

  test('another transient reason replaces the words and stays a Failure', () => {
    const again = recordVerdict(last, lookAt(last.nextAttemptAt!, verdictOf('RegistryError')), POLICY);
    expect(again.verdict).toMatchObject({ status: 'Failure', reason: 'RegistryError' });
  });

  test('an answer ends it at once', () => {
    const again = recordVerdict(last, lookAt(last.nextAttemptAt!, verdictOf('ImageVerified')), POLICY);
    expect(again.verdict.status).toBe('Success');
    expect(again).not.toHaveProperty('nextAttemptAt');
  });

  test('new inputs begin a new series', () => {
    const look = lookAt(last.nextAttemptAt!, unreachable, { observed: { ...OBSERVED, inputsDigest: 'sha256:other' } });
    const again = recordVerdict(last, look, POLICY);
    expect(again.verdict.status).toBe('InProgress');
    expect(again.startedAt).toBe(look.startedAt);
  });

  test('a check that never ends is no transient failure', () => {
    const previous = aRecord(verdictOf('Checking'), { startedAt: NOON - 10 * POLICY.transientDeadlineMs });
    expect(recordVerdict(previous, lookAt(NOON, verdictOf('Checking')), POLICY).verdict.status).toBe('InProgress');
  });
});

describe('a Failure and a later look that found nothing out', () => {
  const failed = recordVerdict(undefined, lookAt(NOON, notFound), POLICY);
  const again = recordVerdict(failed, lookAt(NOON + 300_000, unreachable), POLICY);

  test('the Failure stands with what it rests on', () => {
    expect(again.verdict).toMatchObject({ status: 'Failure', stage: 'Done', reason: 'ImageNotFound' });
    expect(again.verdict.checks[0]).toEqual(notFound.checks[0]);
    expect(again.transitionedAt).toBe(failed.transitionedAt);
  });

  test('one line says that the recheck told nothing, however often', () => {
    const third = recordVerdict(again, lookAt(NOON + 600_000, verdictOf('Checking', { message: 'API away' })), POLICY);
    expect(again.verdict.checks.slice(1)).toEqual([
      { name: 'Recheck', result: 'Unknown', reason: 'RegistryUnreachable', message: 'no route' },
    ]);
    expect(third.verdict.checks.slice(1)).toEqual([
      { name: 'Recheck', result: 'Unknown', reason: 'Checking', message: 'API away' },
    ]);
  });

  test('it is looked at again at the interval, and an answer clears the line', () => {
    expect(again.nextAttemptAt).toBe(NOON + 300_100 + POLICY.recheckIntervalMs);
    expect(recordVerdict(again, lookAt(NOON + 600_000, notFound), POLICY).verdict).toEqual(notFound);
  });

  test('for other inputs it does not stand', () => {
    const observed = { ...OBSERVED, inputsDigest: 'sha256:other' };
    const other = recordVerdict(failed, lookAt(NOON + 300_000, unreachable, { observed }), POLICY);
    expect(other.verdict).toMatchObject({ status: 'InProgress', reason: 'RegistryUnreachable' });
  });
});

describe('history', () => {
  test('W7: transitionedAt moves only when the status does', () => {
    const first = recordVerdict(undefined, lookAt(NOON, notFound), POLICY);
    const same = recordVerdict(first, lookAt(NOON + MINUTE, verdictOf('ImageForbidden')), POLICY);
    const moved = recordVerdict(same, lookAt(NOON + 2 * MINUTE, verdictOf('ImageVerified')), POLICY);
    expect(first.transitionedAt).toBe(NOON + 100);
    expect(same.transitionedAt).toBe(NOON + 100);
    expect(moved.transitionedAt).toBe(NOON + 2 * MINUTE + 100);
  });

  test('each look is an attempt; completedAt is absent while in progress', () => {
    const first = recordVerdict(undefined, lookAt(NOON, unreachable), POLICY);
    const second = recordVerdict(first, lookAt(NOON + 1_100, verdictOf('ImageVerified')), POLICY);
    expect([first.attempts, second.attempts]).toEqual([1, 2]);
    expect(first).not.toHaveProperty('completedAt');
    expect(second.completedAt).toBe(NOON + 1_200);
  });

  test('what was observed and needed is that of the look', () => {
    const observed = { ...OBSERVED, moduleGeneration: 7, recheckRequestedAt: '2026-11-22T12:00:00Z' };
    const record = recordVerdict(
      aRecord(),
      lookAt(NOON, notFound, { observed, nodesMatching: 0, needed: false }),
      POLICY,
    );
    expect(record).toMatchObject({ observed, nodesMatching: 0, needed: false });
  });

  test('an unfinished look keeps attempts and the transition, and promises no time', () => {
    const previous = aRecord(unreachable, { attempts: 4, transitionedAt: NOON - 5_000, nextAttemptAt: NOON + 1 });
    const look = {
      verdict: verdictOf('Checking'),
      observed: OBSERVED,
      startedAt: NOON,
      nodesMatching: 1,
      needed: true,
    };
    expect(recordUnfinished(previous, look)).toEqual({ ...look, attempts: 4, transitionedAt: NOON - 5_000 });
    expect(recordUnfinished(aRecord(), look).transitionedAt).toBe(NOON);
    expect(recordUnfinished(undefined, look)).toEqual({ ...look, attempts: 0, transitionedAt: NOON });
  });
});
