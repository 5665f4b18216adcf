import fc from 'fast-check';
import { aRecord } from '../../testing/builders';
import type { Counts } from './summary';
import { concludePreflight, countVerdicts, NO_COUNTS } from './summary';
import type { CheckResult, VerdictRecord } from './verdict';

const line = (result: CheckResult) => ({ name: 'Image', result, reason: 'Any', message: '' });
const passed = aRecord({ checks: [line('Pass'), line('Skipped'), line('Unknown')] });
const warned = aRecord({ checks: [line('Warn')] });
const builtNotPushed = aRecord({ reason: 'BuildVerified', checks: [line('Fail')] });
const failed = aRecord({ status: 'Failure', checks: [line('Fail'), line('Warn')] });
const notNeeded = aRecord({ status: 'Failure' }, { needed: false });
const running = aRecord({ status: 'InProgress' });
const passedNotNeeded = aRecord({}, { needed: false });

const counts = (overrides: Partial<Counts>): Counts => ({ ...NO_COUNTS, ...overrides });

describe('countVerdicts', () => {
  test.each<[string, VerdictRecord | undefined, keyof Counts]>([
    ['a Success', passed, 'passed'],
    ['a Success that no node needs', passedNotNeeded, 'passed'],
    ['a Success with a Warn', warned, 'warned'],
    ['built but not in the registry', builtNotPushed, 'warned'],
    ['a Failure', failed, 'failed'],
    ['a Failure that no node needs', notNeeded, 'notNeeded'],
    ['one in progress', running, 'inProgress'],
    ['one without a look', undefined, 'inProgress'],
  ])('%s', (_case, record, bucket) => {
    expect(countVerdicts([record])).toEqual(counts({ total: 1, [bucket]: 1 }));
  });

  test('every Module is counted once', () => {
    const any = fc.constantFrom(passed, warned, builtNotPushed, failed, notNeeded, running, undefined);
    fc.assert(
      fc.property(fc.array(any), (records) => {
        const { total, ...others } = countVerdicts(records);
        expect(total).toBe(records.length);
        expect(Object.values(others).reduce((sum, count) => sum + count, 0)).toBe(total);
      }),
    );
  });

  test('counting does not change the zero', () => {
    countVerdicts([passed]);
    expect(NO_COUNTS.passed).toBe(0);
  });
});

describe('concludePreflight', () => {
  test.each<[string, Counts, boolean, string, RegExp]>([
    ['no Modules', NO_COUNTS, true, 'True', /no Modules to check/],
    ['all ready', counts({ total: 3, passed: 2, warned: 1 }), true, 'True', /All needed Modules are ready/],
    ['failures that nobody needs', counts({ total: 2, passed: 1, notNeeded: 1 }), true, 'True', /All needed/],
    ['a failure', counts({ total: 3, passed: 2, failed: 1 }), true, 'False', /^1 of 3 Modules would fail/],
    ['under way', counts({ total: 3, passed: 1, inProgress: 2 }), false, 'Unknown', /^1 of 3 Modules are checked/],
    ['under way, one failed', counts({ total: 3, failed: 2, inProgress: 1 }), false, 'Unknown', /^2 of 3/],
  ])('%s', (_case, given, completed, verified, message) => {
    expect(concludePreflight(given)).toEqual({ completed, verified, message: expect.stringMatching(message) });
  });
});
