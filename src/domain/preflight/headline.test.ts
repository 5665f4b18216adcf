import type { CountedPreflight, Headline, ListHeadline } from './headline';
import { selectHeadline, selectListHeadline } from './headline';
import type { Counts } from './summary';
import { NO_COUNTS } from './summary';

const counts = (part: Partial<Counts>): Counts => ({ ...NO_COUNTS, ...part });

describe('selectHeadline', () => {
  it.each<[string, Counts | undefined, Headline]>([
    ['nobody has looked', undefined, { kind: 'not-checked' }],
    ['there is no Module', counts({}), { kind: 'nothing-to-check' }],
    [
      'a failure is known before the rest is checked',
      counts({ total: 12, failed: 3, inProgress: 4, passed: 5 }),
      { kind: 'failing', failed: 3, total: 12, inProgress: 4 },
    ],
    [
      'some are not checked',
      counts({ total: 4, inProgress: 3, passed: 1 }),
      { kind: 'in-progress', done: 1, total: 4 },
    ],
    [
      'all needed ones pass',
      counts({ total: 4, passed: 2, warned: 1, notNeeded: 1 }),
      { kind: 'ready', total: 4, warned: 1, notNeeded: 1 },
    ],
  ])('when %s', (_name, given, headline) => {
    expect(selectHeadline(given)).toEqual(headline);
  });
});

describe('selectListHeadline', () => {
  const failing: CountedPreflight = { target: '4.22.3', counts: counts({ total: 12, failed: 3, passed: 9 }) };
  const running: CountedPreflight = { target: '4.22.4', counts: counts({ total: 2, inProgress: 2 }) };
  const ready: CountedPreflight = { target: '4.21.9', counts: counts({ total: 2, passed: 2 }) };
  const unchecked: CountedPreflight = { target: '4.23.0', counts: undefined };

  it.each<[string, CountedPreflight[], ListHeadline]>([
    [
      'names the one that fails',
      [ready, running, failing],
      { kind: 'one-failing', target: '4.22.3', failed: 3, total: 12 },
    ],
    ['counts those that fail', [failing, failing, ready], { kind: 'several-failing', failing: 2, preflights: 3 }],
    ['waits for those that run', [ready, running, unchecked], { kind: 'in-progress', unfinished: 1 }],
    ['does not call unchecked ready', [ready, unchecked], { kind: 'not-checked', unchecked: 1 }],
    ['is ready when all are', [ready, ready], { kind: 'ready', preflights: 2 }],
    ['is ready without any Module', [{ target: 'x', counts: counts({}) }], { kind: 'ready', preflights: 1 }],
  ])('%s', (_name, preflights, headline) => {
    expect(selectListHeadline(preflights)).toEqual(headline);
  });
});
