import { deferred } from '../../testing/scripted-ports';
import { createLimiter } from './limiter';

test('at most the limit at once, the others in order', async () => {
  const { run } = createLimiter(2);
  const doors = Array.from({ length: 5 }, () => deferred<void>());
  const started: number[] = [];
  let active = 0;
  let most = 0;
  const all = doors.map(({ promise }, index) =>
    run(async () => {
      started.push(index);
      most = Math.max(most, (active += 1));
      await promise;
      active -= 1;
      return index;
    }),
  );
  for (const { resolve } of doors) resolve();
  expect(await Promise.all(all)).toEqual([0, 1, 2, 3, 4]);
  expect(started).toEqual([0, 1, 2, 3, 4]);
  expect(most).toBe(2);
});

test('a place comes back after a failure, also one that is thrown before anything is awaited', async () => {
  const { run } = createLimiter(1);
  const fail = (): Promise<never> => {
    throw new Error('at once');
  };
  const outcomes = await Promise.allSettled([
    run(() => Promise.reject(new Error('later'))),
    run(fail),
    run(() => Promise.resolve('fine')),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  await expect(run(() => Promise.resolve('again'))).resolves.toBe('again');
});

test('one that comes while a place changes hands does not make it two', async () => {
  const { run } = createLimiter(1);
  let active = 0;
  const action = async (): Promise<void> => {
    active += 1;
    expect(active).toBe(1);
    await Promise.resolve();
    active -= 1;
  };
  const first = run(action);
  const second = run(action);
  await first;
  await Promise.all([second, run(action)]);
});
