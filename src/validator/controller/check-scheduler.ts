/** Somebody whose keys are checked, e.g. one PVO's run. */
export interface CheckOwner {
  /** Checks one key; must not throw. */
  check(key: string): Promise<void>;
}

/** Runs checks with a common bound, taking turns between owners so that a large PVO does not starve a small one. */
export interface CheckScheduler {
  enqueue(owner: CheckOwner, key: string): void;
  /** Forgets what an owner still waits for. */
  drop(owner: CheckOwner): void;
  /** Checks that wait for a place. */
  readonly waiting: number;
}

/** A scheduler that runs at most `concurrency` checks at once. */
export function createCheckScheduler(concurrency: number, onWaiting: (waiting: number) => void): CheckScheduler {
  // Maps keep insertion order: the first owner is next, and goes to the end after its turn.
  const queues = new Map<CheckOwner, Set<string>>();
  let active = 0;
  let waiting = 0;

  const take = (): [CheckOwner, string] | undefined => {
    for (const [owner, keys] of queues) {
      queues.delete(owner);
      for (const key of keys) {
        keys.delete(key);
        if (keys.size > 0) queues.set(owner, keys);
        return [owner, key];
      }
    }
    return undefined;
  };

  const fill = (): void => {
    while (active < concurrency) {
      const next = take();
      if (!next) return;
      const [owner, key] = next;
      active += 1;
      waiting -= 1;
      void owner.check(key).finally(() => {
        active -= 1;
        fill();
        onWaiting(waiting);
      });
    }
  };

  return {
    enqueue(owner, key) {
      const keys = queues.get(owner) ?? new Set();
      if (keys.has(key)) return;
      keys.add(key);
      queues.set(owner, keys);
      waiting += 1;
      fill();
      onWaiting(waiting);
    },
    drop(owner) {
      waiting -= queues.get(owner)?.size ?? 0;
      queues.delete(owner);
      onWaiting(waiting);
    },
    get waiting() {
      return waiting;
    },
  };
}
