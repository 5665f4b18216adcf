import fc from 'fast-check';
import { aRecord, aVerdict, NOON } from '../../testing/builders';
import type { Situation } from './next-step';
import { selectCheckCause } from './next-step';
import type { Reason } from './reason';
import { REASONS, traitsOf } from './reason';
import type { RetryPolicy } from './record-verdict';
import { recordUnfinished, recordVerdict } from './record-verdict';
import type { VerdictRecord } from './verdict';

const DIGEST = 'sha256:inputs';
const WISH = '2026-11-22T12:00:00Z';
const DAY = 86_400_000;
const POLICY: RetryPolicy = { recheckIntervalMs: 300_000, transientDeadlineMs: 900_000 };

const situation = (overrides: Partial<Situation> = {}): Situation => ({
  inputsDigest: DIGEST,
  recheckRequestedAt: undefined,
  configChanged: false,
  reportTouched: false,
  now: NOON,
  ...overrides,
});
const recordOf = (reason: Reason, at = NOON, previous?: VerdictRecord): VerdictRecord =>
  recordVerdict(
    previous,
    {
      verdict: aVerdict({ reason, status: traitsOf(reason).status }),
      observed: aRecord().observed,
      startedAt: at,
      finishedAt: at + 100,
      nodesMatching: 3,
      needed: true,
    },
    POLICY,
  );

describe('why a Module is looked at', () => {
  const success = recordOf('ImageVerified');
  const failure = recordOf('ImageNotFound');
  const unresolved = recordOf('MappingNotFound');
  const wished = aRecord({}, { observed: { ...aRecord().observed, recheckRequestedAt: WISH } });
  const interrupted = aRecord({ reason: 'Checking', status: 'InProgress' });

  test.each<[string, VerdictRecord | undefined, Partial<Situation>, string | undefined]>([
    ['nothing is known', undefined, {}, 'first'],
    ['a Success for other inputs', success, { inputsDigest: 'sha256:other' }, 'inputs'],
    ['a wish', success, { recheckRequestedAt: WISH }, 'recheck'],
    ['a wish that was served', wished, { recheckRequestedAt: WISH }, undefined],
    ['a newer wish', wished, { recheckRequestedAt: '2026-11-22T13:00:00Z' }, 'recheck'],
    ['a wish that was taken back', wished, {}, undefined],
    ['a changed report', success, { reportTouched: true }, 'touched'],
    ['a look that a restart ended', interrupted, {}, 'interrupted'],
    ['a Failure and new mirrors', failure, { configChanged: true }, 'config'],
    ['a transient one and new mirrors', recordOf('RegistryUnreachable'), { configChanged: true }, 'config'],
    ['a Success and new mirrors', success, { configChanged: true }, undefined],
    ['no mapping and new mirrors', unresolved, { configChanged: true }, undefined],
    ['a Failure before its time', failure, { now: failure.nextAttemptAt! - 1 }, undefined],
    ['a Failure at its time', failure, { now: failure.nextAttemptAt! }, 'due'],
    ['no mapping, however late', unresolved, { now: NOON + 365 * DAY }, undefined],
    ['a Success, however late', success, { now: NOON + 365 * DAY }, undefined],
  ])('%s', (_case, record, overrides, cause) => {
    expect(selectCheckCause(record, situation({ now: NOON + 100, ...overrides }))).toBe(cause);
  });

  test('what changed comes before what is due', () => {
    const all = {
      inputsDigest: 'x',
      recheckRequestedAt: WISH,
      configChanged: true,
      reportTouched: true,
      now: NOON + DAY,
    };
    expect(selectCheckCause(failure, situation(all))).toBe('inputs');
    expect(selectCheckCause(failure, situation({ ...all, inputsDigest: DIGEST }))).toBe('recheck');
  });
});

const anyReason = fc.constantFrom(...(Object.keys(REASONS) as Reason[]));

test('after a look with an unchanged situation there is nothing to do until the time it gave', () => {
  fc.assert(
    fc.property(fc.array(anyReason, { minLength: 1, maxLength: 6 }), fc.nat(70_000), (reasons, pause) => {
      let now = NOON;
      let record: VerdictRecord | undefined;
      for (const reason of reasons) {
        record = recordOf(reason, now, record);
        now += 100;
        expect(selectCheckCause(record, situation({ now }))).toBeUndefined();
        if (record.nextAttemptAt === undefined)
          expect(selectCheckCause(record, situation({ now: now + DAY }))).toBeUndefined();
        else {
          expect(selectCheckCause(record, situation({ now: record.nextAttemptAt - 1 }))).toBeUndefined();
          expect(selectCheckCause(record, situation({ now: record.nextAttemptAt }))).toBe('due');
        }
        now = Math.max(now, record.nextAttemptAt ?? now) + pause;
      }
    }),
  );
});

test('an unfinished record is an interrupted one as soon as nobody works on it', () => {
  const { startedAt, observed, nodesMatching, needed } = aRecord();
  const verdict = aVerdict({ reason: 'Checking', status: 'InProgress' });
  const record = recordUnfinished(recordOf('RegistryError'), { verdict, observed, startedAt, nodesMatching, needed });
  expect(selectCheckCause(record, situation())).toBe('interrupted');
});

describe('a clock that is set', () => {
  /** Looks whenever there is a cause, each second of a clock that jumps once, by `jump`, after `before` seconds. */
  function countLooks(reason: Reason, jump: number, seconds: number): number[] {
    const looks: number[] = [];
    let record: VerdictRecord | undefined;
    for (let second = 0; second < seconds; second += 1) {
      const now = NOON + second * 1_000 + (second >= 30 ? jump : 0);
      if (!selectCheckCause(record, situation({ now }))) continue;
      record = recordOf(reason, now, record);
      looks.push(second);
    }
    return looks;
  }

  test.each([
    ['RegistryUnreachable', DAY],
    ['RegistryUnreachable', -DAY],
    ['RegistryUnreachable', 45_000],
    ['RegistryUnreachable', -45_000],
    ['ImageNotFound', DAY],
    ['ImageNotFound', -DAY],
    ['ImageNotFound', -45_000],
  ] as const)('%s, by %i ms: neither a hot loop nor silence', (reason, jump) => {
    const looks = countLooks(reason, jump, 1_200);
    const undisturbed = countLooks(reason, 0, 1_200);
    expect(looks.length).toBeLessThanOrEqual(undisturbed.length + 8);
    const gaps = looks.slice(1).map((second, index) => second - looks[index]!);
    // No gap is longer than the longest pause there may be, plus the time that a small step back gives away.
    expect(Math.max(...gaps, 1_200 - looks.at(-1)!)).toBeLessThanOrEqual(300 + 1 + 45);
  });

  test('a Success stays final', () => {
    expect(countLooks('ImageVerified', -DAY, 600)).toEqual([0]);
    expect(countLooks('ImageVerified', DAY, 600)).toEqual([0]);
  });
});
