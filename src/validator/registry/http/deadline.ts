import { EventEmitter } from 'node:events';

/** What undici takes for a signal besides an AbortSignal; an event target of the web costs several times as much. */
export class ExchangeSignal extends EventEmitter {
  aborted = false;
  reason: unknown;

  /** Ends what listens, once. */
  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.emit('abort');
  }
}

/**
 * A signal that aborts when the caller's does or when the time is over, whichever comes first, and can tell which.
 * Made by hand because `AbortSignal.any` keeps every derived signal alive as long as a long-lived caller's lives.
 */
export class Deadline {
  readonly signal = new ExchangeSignal();
  private readonly timer: NodeJS.Timeout;
  private expired = false;

  constructor(
    private readonly caller: AbortSignal,
    milliseconds: number,
  ) {
    this.timer = setTimeout(this.expire, milliseconds);
    if (caller.aborted) this.abort();
    else caller.addEventListener('abort', this.abort);
  }

  /** True when the time was over before the caller gave up. */
  get timedOut(): boolean {
    return this.expired;
  }

  /** Must be called when the work is done; afterwards the signal never aborts. */
  clear(): void {
    clearTimeout(this.timer);
    this.caller.removeEventListener('abort', this.abort);
  }

  private readonly abort = (): void => this.signal.abort(this.caller.reason);

  private readonly expire = (): void => {
    this.expired = true;
    this.signal.abort(new Error('the time is over'));
  };
}

/** The promise's outcome, or the signal's reason when that aborts first. The work behind the promise goes on. */
export async function waitUnlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let leave = (): void => undefined;
  const aborted = new Promise<void>((resolve) => {
    leave = resolve;
    signal.addEventListener('abort', leave);
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
  signal.throwIfAborted();
  return work;
}
