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

/** A check that takes longer only waits for somebody else, and gives its place away; ms. */
const PATIENCE_MS = 2_000;

/**
 * A scheduler that runs at most `concurrency` checks at once, not counting those that have been waiting for long: a
 * registry that never answers must not hold up the Modules of others (kmm.md W31). What they may ask at once is bounded
 * for each host by the registry client.
 */
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

  const leaveOnce = (): (() => void) => {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      active -= 1;
      fill();
      onWaiting(waiting);
    };
  };

  const fill = (): void => {
    while (active < concurrency) {
      const next = take();
      if (!next) return;
      const [owner, key] = next;
      active += 1;
      waiting -= 1;
      const leave = leaveOnce();
      const patience = setTimeout(leave, PATIENCE_MS).unref();
      void owner.check(key).finally(() => {
        clearTimeout(patience);
        leave();
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
