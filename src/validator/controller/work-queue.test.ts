import fc from 'fast-check';

import { ManualTimers, settle } from '../../testing/manual-timers';
import { createWorkQueue, type WorkQueue, type WorkQueueOptions } from './work-queue';

let timers: ManualTimers;
let runs: string[];
let errors: [string, unknown][];

beforeEach(() => {
  timers = new ManualTimers();
  runs = [];
  errors = [];
});

function makeQueue(
  reconcile: (key: string) => Promise<{ requeueAfterMs?: number } | void>,
  options: Partial<WorkQueueOptions<string>> = {},
): WorkQueue<string> {
  return createWorkQueue<string>({
    workers: 2,
    reconcile: (key) => {
      runs.push(key);
      return reconcile(key);
    },
    onError: (key, error) => errors.push([key, error]),
    timers,
    ...options,
  });
}

const nothing = (): Promise<void> => Promise.resolve();

/** A reconcile whose end the test decides, one door a run. */
function doors(): { open: (() => void)[]; wait: () => Promise<void> } {
  const open: (() => void)[] = [];
  return { open, wait: () => new Promise((resolve) => open.push(resolve)) };
}

test('keys that are added twice before they start run once', async () => {
  const queue = makeQueue(nothing);
  for (const key of ['a', 'b', 'a', 'b', 'a']) queue.add(key);
  expect(queue.depth).toBe(2);
  await settle();
  expect(runs).toEqual(['a', 'b']);
});

test('a key that is added while it runs, however often, runs once more afterwards and never beside itself', async () => {
  const { open, wait } = doors();
  const queue = makeQueue(wait);
  queue.add('a');
  await settle();
  for (let index = 0; index < 5; index += 1) queue.add('a');
  await settle();
  expect(runs).toEqual(['a']);
  open[0]?.();
  await settle();
  expect(runs).toEqual(['a', 'a']);
  open[1]?.();
  await settle();
  expect(runs).toEqual(['a', 'a']);
});

test('as many keys at the same time as there are workers, in the order they came', async () => {
  const { open, wait } = doors();
  const queue = makeQueue(wait, { workers: 3 });
  for (const key of ['a', 'b', 'c', 'd', 'e']) queue.add(key);
  await settle();
  expect([runs, queue.depth]).toEqual([['a', 'b', 'c'], 2]);
  open[1]?.();
  await settle();
  expect(runs).toEqual(['a', 'b', 'c', 'd']);
});

test('addAfter: the earliest moment wins', async () => {
  const queue = makeQueue(nothing);
  queue.addAfter('a', 500);
  queue.addAfter('a', 200);
  queue.addAfter('a', 900);
  await timers.advance(199);
  expect(runs).toEqual([]);
  await timers.advance(1);
  expect(runs).toEqual(['a']);
  await timers.advance(10_000);
  expect(runs).toEqual(['a']);
});

test('a result may ask for another run later', async () => {
  const queue = makeQueue(() => Promise.resolve(runs.length < 3 ? { requeueAfterMs: 1_000 } : {}));
  queue.add('a');
  await timers.advance(10_000);
  expect(runs).toEqual(['a', 'a', 'a']);
  expect(timers.pending).toBe(0);
});

test('exceptions back off from 1 to 60 s for that key alone, and a success starts over', async () => {
  let broken = true;
  const failingAt: number[] = [];
  const queue = makeQueue((key) => {
    if (key === 'good' || !broken) return nothing();
    failingAt.push(timers.monotonic());
    return Promise.reject(new Error('transient'));
  });
  queue.add('bad');
  await timers.advance(600_000);
  const pauses = failingAt.slice(1).map((at, index) => at - (failingAt[index] ?? 0));
  expect(pauses[0]).toBeGreaterThanOrEqual(1_000);
  expect(pauses[0]).toBeLessThanOrEqual(2_000);
  expect(pauses.every((pause, index) => index === 0 || pause >= (pauses[index - 1] ?? 0) * 0.99)).toBe(true);
  expect(Math.max(...pauses)).toBeCloseTo(60_000);
  expect(errors).toHaveLength(failingAt.length);

  queue.add('good');
  await settle();
  expect(runs.at(-1)).toBe('good');

  broken = false;
  await timers.advance(60_000);
  broken = true;
  failingAt.length = 0;
  queue.add('bad');
  await timers.advance(2_000);
  expect(failingAt).toHaveLength(2);
});

test('a reconcile that throws before its first await, and a listener that throws, harm nobody', async () => {
  const queue = makeQueue(
    (key) => {
      if (key === 'bad') throw new Error('at once');
      return nothing();
    },
    {
      workers: 1,
      onError: () => {
        throw new Error('listener');
      },
    },
  );
  queue.add('bad');
  queue.add('good');
  await settle();
  expect(runs).toEqual(['bad', 'good']);
});

test('stop starts nothing more, leaves no timer, and waits for what runs', async () => {
  const { open, wait } = doors();
  const queue = makeQueue(wait, { workers: 1 });
  queue.add('a');
  queue.add('b');
  queue.addAfter('c', 100);
  await settle();
  let stopped = false;
  const stopping = queue.stop(1_000).then(() => (stopped = true));
  queue.add('d');
  queue.addAfter('e', 1);
  await timers.advance(500);
  expect([stopped, runs]).toEqual([false, ['a']]);
  open[0]?.();
  await stopping;
  await settle();
  expect([runs, timers.pending]).toEqual([['a'], 0]);
});

test('stop does not wait longer than its deadline', async () => {
  const queue = makeQueue(() => new Promise(() => undefined));
  queue.add('a');
  await settle();
  const stopping = queue.stop(1_000);
  await timers.advance(1_000);
  await expect(stopping).resolves.toBeUndefined();
  await expect(queue.stop()).resolves.toBeUndefined();
});

test('an idle queue stops at once', async () => {
  await expect(makeQueue(nothing).stop()).resolves.toBeUndefined();
});

describe('whatever happens', () => {
  const step = fc.record({
    action: fc.constantFrom('add' as const, 'later' as const, 'time' as const),
    key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    ms: fc.integer({ min: 0, max: 3_000 }),
  });
  const outcome = fc.record({
    ms: fc.integer({ min: 0, max: 1_500 }),
    fails: fc.boolean(),
    requeue: fc.option(fc.integer({ min: 0, max: 2_000 })),
  });

  test('no key overlaps itself, workers are bounded, and every add is followed by a run', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.array(outcome, { maxLength: 30 }),
        async (steps, outcomes) => {
          const time = new ManualTimers();
          const active = new Set<string>();
          const owed = new Set<string>();
          let most = 0;
          let overlaps = 0;
          let turn = 0;
          const queue = createWorkQueue<string>({
            workers: 2,
            timers: time,
            onError: () => undefined,
            reconcile: async (key) => {
              owed.delete(key);
              if (active.has(key)) overlaps += 1;
              active.add(key);
              most = Math.max(most, active.size);
              const plan = outcomes[turn++];
              await time.sleep(plan?.ms ?? 1);
              active.delete(key);
              if (plan?.fails) throw new Error('planned');
              return plan?.requeue == null ? undefined : { requeueAfterMs: plan.requeue };
            },
          });
          for (const { action, key, ms } of steps) {
            if (action === 'time') await time.advance(ms);
            else {
              owed.add(key);
              if (action === 'add') queue.add(key);
              else queue.addAfter(key, ms);
            }
          }
          await time.advance(600_000);
          expect({ overlaps, owed: [...owed], pending: time.pending, tooMany: most > 2 }).toEqual({
            overlaps: 0,
            owed: [],
            pending: 0,
            tooMany: false,
          });
        },
      ),
      { numRuns: 60 },
    );
  });
});
