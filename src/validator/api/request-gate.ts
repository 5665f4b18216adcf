import { Refusal, tryLater } from './refusal';

export interface GateLimits {
  /** Requests at once; one more is told to come back later. */
  concurrency: number;
  /** Milliseconds for one request. */
  deadlineMs: number;
}

/** Bounds how much is under way. */
export interface RequestGate {
  /**
   * Runs the work with a signal that aborts at the deadline or with `gone`, and throws the Refusal to send then. The place
   * is given back when the work itself has ended, so that work which ignores its signal is bounded too.
   */
  run<T>(gone: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

/** A gate with its own count. */
export function createRequestGate({ concurrency, deadlineMs }: GateLimits): RequestGate {
  let running = 0;
  return {
    async run(gone, work) {
      if (running >= concurrency) {
        throw tryLater('Overloaded', `The validator answers ${concurrency} requests already; try again in a moment.`);
      }
      running += 1;
      const stopping = new AbortController();
      const timer = setTimeout(() => stopping.abort(deadlinePassed(deadlineMs)), deadlineMs);
      const onGone = (): void => stopping.abort(callerGone());
      gone.addEventListener('abort', onGone);
      stopping.signal.addEventListener('abort', () => clearTimeout(timer));
      if (gone.aborted) onGone();
      const working = work(stopping.signal).finally(() => {
        running -= 1;
        clearTimeout(timer);
        gone.removeEventListener('abort', onGone);
      });
      return Promise.race([working, rejectionOf(stopping.signal)]);
    },
  };
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (): void => reject(signal.reason as Refusal);
    signal.addEventListener('abort', fail, { once: true });
    if (signal.aborted) fail();
  });
}

function deadlinePassed(deadlineMs: number): Refusal {
  const message = `No answer within ${deadlineMs / 1_000} s; a registry or the API server is slow. Try again.`;
  return new Refusal({ code: 504, reason: 'Timeout', cause: 'Timeout', message });
}

function callerGone(): Refusal {
  const message = 'The caller went away before the answer.';
  return new Refusal({ code: 400, reason: 'BadRequest', cause: 'CallerGone', message });
}
