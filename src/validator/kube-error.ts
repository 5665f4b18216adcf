/** The kinds of refusal of an API server that callers must tell apart. */
export type KubeErrorKind =
  | 'NotFound' // 404
  | 'Conflict' // 409, also AlreadyExists
  | 'Gone' // 410: resource version too old
  | 'Unauthorized' // 401
  | 'Forbidden' // 403
  | 'Invalid' // 400, 413, 415, 422
  | 'Overloaded' // 429, 503
  | 'ServerError' // other 5xx
  | 'Unreachable' // DNS, refused, reset, time-out
  | 'CertificateUntrusted';

/** An API server's refusal, or that it could not be reached. The message names verb, path and answer, never a token. */
export class KubeError extends Error {
  constructor(
    readonly kind: KubeErrorKind,
    message: string,
    readonly details: { status?: number; reason?: string; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.name = 'KubeError';
  }

  /** True where the same request may succeed later without anybody changing anything. */
  get retryable(): boolean {
    return this.kind === 'Overloaded' || this.kind === 'ServerError' || this.kind === 'Unreachable';
  }
}
