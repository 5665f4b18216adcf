import type { Failure } from './status';

/** A request that is answered with a failure. It is the caller's to know, so its message never holds what others said. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly failure: Failure,
    readonly headers: Record<string, string> = {},
  ) {
    super(failure.message);
  }
}

/** 503: the same request may do a little later. Never 429, which the console repeats at once. */
export function tryLater(cause: string, message: string, retryAfterMs = 5_000): Refusal {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return new Refusal({ code: 503, reason: 'ServiceUnavailable', cause, message }, { 'retry-after': String(seconds) });
}
