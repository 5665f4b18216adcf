import type { PreflightReport } from '../../contract/preflight-report';
import { toPreflightReport } from '../../contract/preflight-report';
import { parsed } from '../../domain/parsed';
import type { Counts } from '../../domain/preflight/summary';
import { NO_COUNTS } from '../../domain/preflight/summary';
import type { VerdictRecord } from '../../domain/preflight/verdict';
import { aModule, aPreflight, aRecord } from '../../testing/builders';
import type { RecordedEvent } from '../ports';
import { createEntry } from './module-entry';
import { PreflightEvents } from './preflight-events';
import type { PreflightRun } from './preflight-run';

const READY: Counts = { ...NO_COUNTS, total: 2, passed: 1, warned: 1 };
const FAILED: Counts = { ...NO_COUNTS, total: 2, passed: 1, failed: 1 };
const RUNNING: Counts = { ...NO_COUNTS, total: 2, inProgress: 2 };

const failure = aRecord({ status: 'Failure', reason: 'ImageNotFound', message: '404; push it.' });
const success = aRecord();
const running = aRecord({ status: 'InProgress', reason: 'RegistryUnreachable' });

function setUp() {
  const recorded: RecordedEvent[] = [];
  const events = new PreflightEvents({ record: (event) => recorded.push(event) });
  const run = (generation = 1) => ({ preflight: aPreflight({ generation }) }) as unknown as PreflightRun;
  const start = (generation = 1, stored?: PreflightReport): void => {
    events.runStarted(run(generation), aPreflight({ generation }), stored);
  };
  /** The records that a Module had, one after the other. */
  const tell = (...history: (VerdictRecord | undefined)[]): void => {
    for (let i = 1; i < history.length; i += 1) {
      const entry = createEntry(aPreflight(), aModule(), () => parsed(false));
      entry.record = history[i];
      events.verdictRecorded(run(), entry, history[i - 1]);
    }
  };
  return { events, run, start, tell, recorded, reasons: () => recorded.map(({ type, reason }) => `${type} ${reason}`) };
}

const stored = (counts: Counts, generation = 1): PreflightReport => {
  const preflight = { name: '4.20.1-amd64', uid: 'preflight-uid', generation };
  return toPreflightReport(
    { preflight, owner: 'Validator', counts, startedAt: 'x' },
    undefined,
    '2026-11-22T12:00:00Z',
  );
};

describe('a preflight', () => {
  test('starts and finishes once a generation', () => {
    const { events, run, start, reasons } = setUp();
    start();
    start();
    events.countsWritten(run(), RUNNING, 0);
    events.countsWritten(run(), READY, 0);
    events.countsWritten(run(), RUNNING, 0);
    events.countsWritten(run(), READY, 0);
    expect(reasons()).toEqual(['Normal PreflightStarted', 'Normal PreflightFinished']);
    start(2);
    events.countsWritten(run(2), READY, 0);
    expect(reasons()).toHaveLength(4);
  });

  test('finishes with counts, as a warning when something failed', () => {
    const { events, run, recorded } = setUp();
    events.countsWritten(run(), FAILED, 0);
    expect(recorded).toEqual([
      {
        object: {
          apiVersion: 'kmm.sigs.x-k8s.io/v1beta2',
          kind: 'PreflightValidationOCP',
          name: '4.20.1-amd64',
          uid: 'preflight-uid',
        },
        type: 'Warning',
        reason: 'PreflightFinished',
        message: '1 of 2 Modules would fail on this kernel. Passed 1, with warnings 0, failed 1, not needed 0.',
      },
    ]);
  });

  test.each<[string, PreflightReport | undefined, string[]]>([
    ['nothing', undefined, ['Normal PreflightStarted', 'Normal PreflightFinished']],
    ['a run under way', stored(RUNNING), ['Normal PreflightFinished']],
    ['a finished run', stored(READY), []],
    ['a run of an older generation', stored(READY, 0), ['Normal PreflightStarted', 'Normal PreflightFinished']],
  ])('after a restart that found %s', (_case, report, expected) => {
    const { events, run, start, reasons } = setUp();
    start(1, report);
    events.countsWritten(run(), READY, 0);
    expect(reasons()).toEqual(expected);
  });

  test('says once that entries did not fit', () => {
    const { events, run, recorded } = setUp();
    events.countsWritten(run(), RUNNING, 17);
    events.countsWritten(run(), RUNNING, 18);
    expect(recorded).toMatchObject([
      { type: 'Warning', reason: 'StatusTruncated', message: expect.stringMatching(/^17 entries/) },
    ]);
  });

  test('says once that the operator is overridden', () => {
    const { events, run, reasons } = setUp();
    events.overridesOperator(run());
    events.overridesOperator(run());
    expect(reasons()).toEqual(['Warning OperatorOverridden']);
  });

  test('that ended is forgotten: the next of its UID starts anew', () => {
    const { events, run, start, reasons } = setUp();
    start();
    events.overridesOperator(run());
    events.runEnded('preflight-uid');
    start();
    events.overridesOperator(run());
    expect(reasons()).toEqual([
      'Normal PreflightStarted',
      'Warning OperatorOverridden',
      'Normal PreflightStarted',
      'Warning OperatorOverridden',
    ]);
  });
});

describe('a Module', () => {
  test.each<[string, (VerdictRecord | undefined)[], string[]]>([
    ['fails', [undefined, failure], ['Warning ImageNotFound']],
    ['passes', [undefined, success], []],
    ['stays failed', [failure, failure], []],
    [
      'stays failed for another reason',
      [undefined, failure, aRecord({ status: 'Failure', reason: 'ImageForbidden' })],
      ['Warning ImageNotFound'],
    ],
    ['recovers', [undefined, failure, success], ['Warning ImageNotFound', 'Normal PreflightRecovered']],
    ['recovers after a restart', [failure, success], ['Normal PreflightRecovered']],
    [
      'recovers after some time in progress',
      [undefined, failure, running, success],
      ['Warning ImageNotFound', 'Normal PreflightRecovered'],
    ],
    ['fails again after some time in progress', [undefined, failure, running, failure], ['Warning ImageNotFound']],
    [
      'fails, recovers, fails',
      [undefined, failure, success, failure],
      ['Warning ImageNotFound', 'Normal PreflightRecovered', 'Warning ImageNotFound'],
    ],
    ['is in progress', [undefined, running], []],
    ['fails where no node needs it', [undefined, { ...failure, needed: false }], []],
    ['comes to be needed', [{ ...failure, needed: false }, failure], ['Warning ImageNotFound']],
    ['recovers from what nobody needed', [{ ...failure, needed: false }, success], []],
  ])('that %s', (_case, history, expected) => {
    const { tell, reasons } = setUp();
    tell(...history);
    expect(reasons()).toEqual(expected);
  });

  test('is named with its namespace and the preflight', () => {
    const { tell, recorded } = setUp();
    tell(undefined, failure);
    expect(recorded).toEqual([
      {
        object: {
          apiVersion: 'kmm.sigs.x-k8s.io/v1beta1',
          kind: 'Module',
          namespace: 'drivers',
          name: 'simple-kmod',
          uid: 'module-uid',
        },
        type: 'Warning',
        reason: 'ImageNotFound',
        message: 'Preflight 4.20.1-amd64: 404; push it.',
      },
    ]);
  });
});
