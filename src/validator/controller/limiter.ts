/** Lets at most a number of actions run at once; the others wait in order. */
export interface Limiter {
  run<T>(action: () => Promise<T>): Promise<T>;
}

/** A limiter of `limit` places. */
export function createLimiter(limit: number): Limiter {
  const waiters: (() => void)[] = [];
  let active = 0;
  return {
    async run(action) {
      if (active >= limit) await new Promise<void>((resolve) => waiters.push(resolve));
      else active += 1;
      try {
        return await action();
      } finally {
        const next = waiters.shift();
        if (next) next();
        else active -= 1;
      }
    },
  };
}
