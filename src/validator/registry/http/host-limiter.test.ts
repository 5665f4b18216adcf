import { setMaxListeners } from 'node:events';
import { HostLimiter } from './host-limiter';
import type { Slot } from './host-limiter';

const never = new AbortController().signal;
setMaxListeners(0, never);
/** Lets everything that is already decided happen. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Takes places until one must wait; returns those got. */
async function fill(limiter: HostLimiter, host = 'a'): Promise<Slot[]> {
  const slots: Slot[] = [];
  while (slots.length < limiter.limitOf(host)) slots.push(await limiter.acquire(host, never));
  return slots;
}

describe('HostLimiter', () => {
  test('a host starts with 8 places and the ninth request waits', async () => {
    const limiter = new HostLimiter(64);
    const slots = await fill(limiter);
    let admitted = false;
    void limiter.acquire('a', never).then(() => (admitted = true));
    await settle();
    expect([slots.length, admitted]).toEqual([8, false]);
    slots[0]?.release('neutral');
    await settle();
    expect(admitted).toBe(true);
  });

  test('a cap below 8 is the start', async () => {
    expect(new HostLimiter(3).limitOf('a')).toBe(3);
  });

  test('one host does not wait for another', async () => {
    const limiter = new HostLimiter(64);
    await fill(limiter, 'a');
    await expect(limiter.acquire('b', never)).resolves.toBeDefined();
  });

  test('good answers while busy add a place each, up to the cap', async () => {
    const limiter = new HostLimiter(12);
    for (let round = 0; round < 3; round++) {
      const slots = await fill(limiter);
      for (const slot of slots) slot.release('good');
    }
    expect(limiter.limitOf('a')).toBeGreaterThan(8);
    const waiting = Array.from({ length: 100 }, () => limiter.acquire('a', never).then((slot) => slot.release('good')));
    await Promise.all(waiting);
    expect(limiter.limitOf('a')).toBe(12);
  });

  test('good answers of an idle host add nothing', async () => {
    const limiter = new HostLimiter(64);
    for (let i = 0; i < 20; i++) (await limiter.acquire('a', never)).release('good');
    expect(limiter.limitOf('a')).toBe(8);
  });

  test('overloaded answers of one round halve once, and never below 1', async () => {
    const limiter = new HostLimiter(64);
    for (const expected of [4, 2, 1, 1]) {
      for (const slot of await fill(limiter)) slot.release('overloaded');
      expect(limiter.limitOf('a')).toBe(expected);
    }
  });

  test('first come, first served', async () => {
    const limiter = new HostLimiter(1);
    const first = await limiter.acquire('a', never);
    const order: number[] = [];
    const waiting = [1, 2, 3].map((n) =>
      limiter.acquire('a', never).then((slot) => {
        order.push(n);
        slot.release('neutral');
      }),
    );
    first.release('neutral');
    await Promise.all(waiting);
    expect(order).toEqual([1, 2, 3]);
  });

  test('an aborted waiter leaves the queue and takes no place', async () => {
    const limiter = new HostLimiter(1);
    const first = await limiter.acquire('a', never);
    const controller = new AbortController();
    const aborted = limiter.acquire('a', controller.signal);
    const next = limiter.acquire('a', never);
    controller.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    first.release('neutral');
    (await next).release('neutral');
    await expect(limiter.acquire('a', never)).resolves.toBeDefined();
  });

  test('a signal that is aborted already gets no place', async () => {
    await expect(new HostLimiter(1).acquire('a', AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });

  test('closing refuses those who wait', async () => {
    const limiter = new HostLimiter(1);
    await limiter.acquire('a', never);
    const waiting = limiter.acquire('a', never);
    limiter.close();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });

  describe('with a clock that is turned by hand', () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    test.each([
      ['as long as it asks', 5_000, 5_000],
      ['at most a minute', 3_600_000, 60_000],
    ])('after Retry-After no new request goes to the host: %s', async (_, asked, held) => {
      const limiter = new HostLimiter(64);
      const slot = await limiter.acquire('a', never);
      slot.release('overloaded', asked);
      let admitted = false;
      void limiter.acquire('a', never).then(() => (admitted = true));
      await jest.advanceTimersByTimeAsync(held - 1);
      expect(admitted).toBe(false);
      await jest.advanceTimersByTimeAsync(1);
      expect(admitted).toBe(true);
    });

    test('no timer stays when the last waiter has left', async () => {
      const limiter = new HostLimiter(64);
      (await limiter.acquire('a', never)).release('overloaded', 30_000);
      const controller = new AbortController();
      const waiting = limiter.acquire('a', controller.signal);
      controller.abort(new Error('enough'));
      await expect(waiting).rejects.toThrow('enough');
      expect(jest.getTimerCount()).toBe(0);
    });
  });
});
