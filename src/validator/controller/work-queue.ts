/** Time for a queue: all in milliseconds. */
export interface QueueTimers {
  /** Calls `run` once after `ms`; the answer cancels it. */
  schedule(run: () => void, ms: number): () => void;
  /** Milliseconds since an arbitrary moment; never goes back. */
  monotonic(): number;
}

export interface WorkQueueOptions<K extends string> {
  /** Keys that are worked on at the same time. */
  workers: number;
  /** Brings the world of one key in order. Never called for a key that it is still running for. */
  reconcile(key: K): Promise<{ requeueAfterMs?: number } | void>;
  /** Told of each exception of `reconcile`; the key is tried again by itself. */
  onError(key: K, error: unknown): void;
  timers?: QueueTimers;
  /** Back-off after exceptions; 1 to 60 s. */
  backoff?: { minMs: number; maxMs: number };
}

export interface WorkQueue<K extends string> {
  /** Wants `key` reconciled once more: as soon as possible, or after the run that is under way. */
  add(key: K): void;
  /** The same in `ms` milliseconds. A key waits for one moment only, the earliest that was asked for. */
  addAfter(key: K, ms: number): void;
  /** Starts nothing more, and resolves when what runs has ended, at the latest after `deadlineMs` (10 s). */
  stop(deadlineMs?: number): Promise<void>;
  /** Keys that are ready and wait for a worker. */
  readonly depth: number;
}

/** A level-based queue as controllers use: a key is queued once, never runs twice at a time, and is never forgotten. */
export function createWorkQueue<K extends string>(options: WorkQueueOptions<K>): WorkQueue<K> {
  return new Queue(options);
}

const systemQueueTimers: QueueTimers = {
  monotonic: () => performance.now(),
  schedule: (run, ms) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

class Queue<K extends string> implements WorkQueue<K> {
  private readonly ready = new Set<K>();
  private readonly running = new Set<K>();
  private readonly addedWhileRunning = new Set<K>();
  private readonly delayed = new Map<K, { at: number; cancel: () => void }>();
  private readonly failures = new Map<K, number>();
  private readonly timers: QueueTimers;
  private stopped = false;
  private stopping: Promise<void> | undefined;
  private onIdle: () => void = () => undefined;

  constructor(private readonly options: WorkQueueOptions<K>) {
    this.timers = options.timers ?? systemQueueTimers;
  }

  get depth(): number {
    return this.ready.size;
  }

  add(key: K): void {
    if (this.stopped) return;
    if (this.running.has(key)) this.addedWhileRunning.add(key);
    else this.ready.add(key);
    // Later, so that a burst of adds is one run, and no caller is held up by the first lines of a reconcile.
    queueMicrotask(() => this.fill());
  }

  addAfter(key: K, ms: number): void {
    if (this.stopped) return;
    if (ms <= 0) return this.add(key);
    const at = this.timers.monotonic() + ms;
    const waiting = this.delayed.get(key);
    if (waiting && waiting.at <= at) return;
    waiting?.cancel();
    const run = (): void => {
      this.delayed.delete(key);
      this.add(key);
    };
    this.delayed.set(key, { at, cancel: this.timers.schedule(run, ms) });
  }

  stop(deadlineMs = 10_000): Promise<void> {
    this.stopping ??= this.end(deadlineMs);
    return this.stopping;
  }

  private async end(deadlineMs: number): Promise<void> {
    this.stopped = true;
    for (const { cancel } of this.delayed.values()) cancel();
    this.delayed.clear();
    this.ready.clear();
    this.addedWhileRunning.clear();
    if (this.running.size === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = this.timers.schedule(resolve, deadlineMs);
      this.onIdle = () => {
        cancel();
        resolve();
      };
    });
  }

  private fill(): void {
    for (const key of this.ready) {
      if (this.running.size >= this.options.workers) return;
      this.ready.delete(key);
      this.running.add(key);
      void this.work(key);
    }
  }

  private async work(key: K): Promise<void> {
    try {
      const result = await this.options.reconcile(key);
      this.failures.delete(key);
      if (result?.requeueAfterMs !== undefined) this.addAfter(key, result.requeueAfterMs);
    } catch (error) {
      this.addAfter(key, this.backoff(key));
      this.tell(key, error);
    } finally {
      this.finish(key);
    }
  }

  private finish(key: K): void {
    this.running.delete(key);
    if (this.addedWhileRunning.delete(key)) this.ready.add(key);
    if (this.stopped && this.running.size === 0) this.onIdle();
    else this.fill();
  }

  private backoff(key: K): number {
    const failures = this.failures.get(key) ?? 0;
    this.failures.set(key, failures + 1);
    const { minMs, maxMs } = this.options.backoff ?? { minMs: 1_000, maxMs: 60_000 };
    return Math.min(maxMs, minMs * 2 ** Math.min(failures, 30) * (1 + Math.random()));
  }

  /** The queue outlives a listener that throws. */
  private tell(key: K, error: unknown): void {
    try {
      this.options.onError(key, error);
    } catch {
      return;
    }
  }
}
