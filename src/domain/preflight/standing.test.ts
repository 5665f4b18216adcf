import fc from 'fast-check';
import { REASONS } from './reason';
import type { Standing, VerdictFacts } from './standing';
import { compareSeverity, standingOfCounts, standingOfEntry, standingOfVerdict, STANDINGS } from './standing';
import { NO_COUNTS } from './summary';

const success: VerdictFacts = { status: 'Success', reason: 'ImageVerified', checks: [], needed: true };
const failure: VerdictFacts = { status: 'Failure', reason: 'ImageNotFound', checks: [], needed: true };
const running: VerdictFacts = { status: 'InProgress', reason: 'Checking', checks: [], needed: true };

describe('standingOfVerdict', () => {
  it.each<[string, VerdictFacts, Standing]>([
    ['a Success passed', success, 'passed'],
    ['a Success with a Warn passed with warnings', { ...success, checks: [{ result: 'Warn' }] }, 'warned'],
    ['an image that was built and not pushed is a warning', { ...success, checks: [{ result: 'Fail' }] }, 'warned'],
    ['a Success without module loader has nothing to load', { ...success, reason: 'NothingToLoad' }, 'nothing-to-load'],
    ['a needed Failure failed', failure, 'failed'],
    ['a Failure that no node would meet is not needed', { ...failure, needed: false }, 'not-needed'],
    ['a running check is in progress', running, 'in-progress'],
    ['one that waits for its next attempt is retrying', { ...running, nextAttemptAt: 'soon' }, 'retrying'],
    ['a registry that is away is retried', { ...running, reason: 'RegistryUnreachable' }, 'retrying'],
    ['a reason of a newer version keeps its status', { ...failure, reason: 'VermagicMismatch' }, 'failed'],
    ['an unknown reason in progress is in progress', { ...running, reason: 'Simulating' }, 'in-progress'],
    ['a transient Failure past its deadline failed', { ...failure, reason: 'RegistryError' }, 'failed'],
  ])('%s', (_name, facts, standing) => {
    expect(standingOfVerdict(facts)).toBe(standing);
  });

  it.each(Object.entries(REASONS))('has a standing for %s', (reason, { status }) => {
    expect(STANDINGS).toContain(standingOfVerdict({ status, reason, checks: [], needed: true }));
  });
});

describe('standingOfEntry', () => {
  it.each([
    ['Success', 'verified image exists', 'passed'],
    ['Success', 'no kernel module to verify', 'nothing-to-load'],
    ['Failure', 'mapping not found: none matches', 'failed'],
    ['InProgress', undefined, 'in-progress'],
    ['Strange', undefined, 'not-checked'],
    ['constructor', undefined, 'not-checked'],
  ])('reads KMM’s %s (%s) as %s', (status, statusReason, standing) => {
    const entry = { verificationStatus: status, ...(statusReason !== undefined && { statusReason }) };
    expect(standingOfEntry(entry as Parameters<typeof standingOfEntry>[0])).toBe(standing);
  });
});

describe('standingOfCounts', () => {
  it.each<[Partial<typeof NO_COUNTS> | undefined, Standing]>([
    [undefined, 'not-checked'],
    [{}, 'not-checked'],
    [{ total: 9, failed: 1, inProgress: 1, warned: 1, passed: 6 }, 'failed'],
    [{ total: 3, inProgress: 1, warned: 1, passed: 1 }, 'in-progress'],
    [{ total: 2, warned: 1, passed: 1 }, 'warned'],
    [{ total: 2, passed: 1, notNeeded: 1 }, 'passed'],
    [{ total: 2, notNeeded: 2 }, 'not-needed'],
  ])('of %j is %s', (counts, standing) => {
    expect(standingOfCounts(counts && { ...NO_COUNTS, ...counts })).toBe(standing);
  });
});

describe('compareSeverity', () => {
  it('sorts any order of standings to worst first', () => {
    const order = fc.shuffledSubarray([...STANDINGS], { minLength: STANDINGS.length });
    fc.assert(
      fc.property(order, (shuffled) => {
        const sorted = [...shuffled].sort(compareSeverity);
        const equal = new Set(['in-progress', 'retrying']);
        const merge = (list: readonly string[]): string[] => list.map((item) => (equal.has(item) ? 'running' : item));
        expect(merge(sorted)).toEqual(merge(STANDINGS));
      }),
    );
  });
});
