interface Waiting {
  at: number;
  wake(): void;
}

/** Time that stands still until a test moves it: monotonic milliseconds, sleeping and scheduling. */
export class ManualTimers {
  private time = 0;
  private readonly waiting = new Set<Waiting>();

  monotonic(): number {
    return this.time;
  }

  /** How many sleepers and scheduled calls wait. */
  get pending(): number {
    return this.waiting.size;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const finish = (): void => {
        cancel();
        signal?.removeEventListener('abort', finish);
        resolve();
      };
      const cancel = this.schedule(finish, ms);
      signal?.addEventListener('abort', finish);
    });
  }

  schedule(run: () => void, ms: number): () => void {
    const entry = { at: this.time + ms, wake: run };
    this.waiting.add(entry);
    return () => this.waiting.delete(entry);
  }

  /** Moves time on, waking what falls due in the order of its moment, with room for what each one starts. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settle();
    for (;;) {
      const next = [...this.waiting].sort((a, b) => a.at - b.at)[0];
      if (!next || next.at > end) break;
      this.time = Math.max(this.time, next.at);
      this.waiting.delete(next);
      next.wake();
      await settle();
    }
    this.time = end;
    await settle();
  }

  /** Moves time without waking anybody on the way, as after a suspended process. */
  jump(ms: number): void {
    this.time += ms;
  }
}

/** Lets everything that is ready to run do so. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
