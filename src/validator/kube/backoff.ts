/** Jittered exponential back-off, all in milliseconds. */
export interface BackoffLimits {
  minMs: number;
  maxMs: number;
}

/** Delays that double from `minMs` to `maxMs`, each lengthened by a random part so that clients do not march in step. */
export class Backoff {
  private steps = 0;

  constructor(
    private readonly limits: BackoffLimits,
    private readonly random: () => number = Math.random,
  ) {}

  /** The next delay in milliseconds, between `minMs` and `maxMs`. */
  next(): number {
    const base = this.limits.minMs * 2 ** Math.min(this.steps, 30);
    this.steps += 1;
    return Math.min(this.limits.maxMs, base * (1 + this.random()));
  }

  /** Starts again from `minMs`. */
  reset(): void {
    this.steps = 0;
  }
}
