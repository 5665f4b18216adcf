import { deferred } from '../../testing/scripted-ports';
import type { CheckOwner } from './check-scheduler';
import { createCheckScheduler } from './check-scheduler';

/** An owner whose checks end when the test says so; every owner writes into the same journal. */
class TestOwner implements CheckOwner {
  private readonly open = new Map<string, () => void>();

  constructor(
    private readonly name: string,
    private readonly journal: string[],
  ) {}

  check(key: string): Promise<void> {
    this.journal.push(`${this.name}${key}`);
    const { promise, resolve } = deferred<void>();
    this.open.set(key, resolve);
    return promise;
  }

  async finish(key: string): Promise<void> {
    this.open.get(key)?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function setUp(concurrency: number) {
  const journal: string[] = [];
  const waiting: number[] = [];
  const scheduler = createCheckScheduler(concurrency, (count) => waiting.push(count));
  return { journal, waiting, scheduler, a: new TestOwner('a', journal), b: new TestOwner('b', journal) };
}

test('runs as many as may run at once, the next when one ends', async () => {
  const { journal, scheduler, a } = setUp(2);
  for (const key of ['1', '2', '3', '4']) scheduler.enqueue(a, key);
  expect(journal).toEqual(['a1', 'a2']);
  expect(scheduler.waiting).toBe(2);
  await a.finish('2');
  expect(journal).toEqual(['a1', 'a2', 'a3']);
  await a.finish('1');
  await a.finish('3');
  expect(journal).toEqual(['a1', 'a2', 'a3', 'a4']);
  expect(scheduler.waiting).toBe(0);
});

test('a large owner that came first does not starve a small one', async () => {
  const { journal, scheduler, a, b } = setUp(1);
  for (let key = 1; key <= 5; key += 1) scheduler.enqueue(a, String(key));
  scheduler.enqueue(b, '1');
  scheduler.enqueue(b, '2');
  await a.finish('1');
  await a.finish('2');
  await b.finish('1');
  await a.finish('3');
  await b.finish('2');
  expect(journal).toEqual(['a1', 'a2', 'b1', 'a3', 'b2', 'a4']);
});

test('a key waits once, and may wait again while its check runs', async () => {
  const { journal, scheduler, a } = setUp(1);
  for (const key of ['1', '2', '2', '1']) scheduler.enqueue(a, key);
  expect(scheduler.waiting).toBe(2);
  await a.finish('1');
  await a.finish('2');
  expect(journal).toEqual(['a1', 'a2', 'a1']);
});

test('dropping an owner forgets what waits, and nothing of others', async () => {
  const { journal, scheduler, waiting, a, b } = setUp(1);
  for (const key of ['1', '2', '3']) scheduler.enqueue(a, key);
  scheduler.enqueue(b, '1');
  scheduler.drop(a);
  expect(scheduler.waiting).toBe(1);
  await a.finish('1');
  expect(journal).toEqual(['a1', 'b1']);
  await b.finish('1');
  expect(waiting.at(-1)).toBe(0);
  expect(Math.min(...waiting)).toBe(0);
});

test('an owner that was dropped may come back', async () => {
  const { journal, scheduler, a } = setUp(1);
  scheduler.enqueue(a, '1');
  scheduler.drop(a);
  scheduler.enqueue(a, '2');
  await a.finish('1');
  expect(journal).toEqual(['a1', 'a2']);
});

test('W31: a check that lasts gives its place away once, and its late end frees no second one', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  const { journal, scheduler, a } = setUp(1);
  for (const key of ['1', '2', '3']) scheduler.enqueue(a, key);
  expect(journal).toEqual(['a1']);
  jest.advanceTimersByTime(2_000);
  expect(journal).toEqual(['a1', 'a2']);
  await a.finish('1');
  expect(journal).toEqual(['a1', 'a2']);
  await a.finish('2');
  expect(journal).toEqual(['a1', 'a2', 'a3']);
  jest.useRealTimers();
});
