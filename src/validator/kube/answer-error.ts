import { KubeError, type KubeErrorKind } from '../kube-error';

const MESSAGE_LENGTH = 300;

const KINDS: Record<number, KubeErrorKind> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
  410: 'Gone',
  429: 'Overloaded',
  503: 'Overloaded',
};

const PHRASES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  410: 'Gone',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** OpenSSL's verdicts on a chain or name, as Node reports them in `error.code`. */
const CERTIFICATE_CODES =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*|CERT_.*|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|CRL_.*)$/;

const STALE_CODES = /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED)$/;

/** A refusal as it came over the wire. `operation` is verb and path, e.g. `GET /api/v1/nodes`. */
export interface Refusal {
  operation: string;
  status: number;
  body: unknown;
  retryAfter?: string | undefined;
}

/** Turns an answer that is no success (or the Status of a watch's ERROR event) into a KubeError. */
export function refusalError({ operation, status, body, retryAfter }: Refusal): KubeError {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as { message?: unknown; reason?: unknown };
  const reason = typeof fields.reason === 'string' ? fields.reason : undefined;
  const sentence = typeof fields.message === 'string' ? `: ${fields.message.slice(0, MESSAGE_LENGTH)}` : '';
  const kind = KINDS[status] ?? (status >= 500 ? 'ServerError' : 'Invalid');
  const phrase = [status, PHRASES[status]].filter(Boolean).join(' ');
  const retryAfterMs = parseRetryAfter(retryAfter);
  return new KubeError(kind, `${operation}: API server answered ${phrase}${sentence}`, {
    status,
    ...(reason ? { reason } : {}),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** Turns an exception of the HTTP client into a KubeError: `CertificateUntrusted` or `Unreachable`. */
export function connectionError(operation: string, error: unknown): KubeError {
  if (error instanceof KubeError) return error;
  const code = errorCode(error);
  const why = (error instanceof Error ? error.message.slice(0, MESSAGE_LENGTH) : '') || code || 'unknown error';
  // The original drags sockets and certificate chains into every log line.
  const cause = Object.assign(new Error(why), { code });
  return CERTIFICATE_CODES.test(code)
    ? new KubeError('CertificateUntrusted', `${operation}: the API server's certificate is not trusted: ${why}`, {
        cause,
      })
    : new KubeError('Unreachable', `${operation}: API server cannot be reached: ${why}`, { cause });
}

/** Whether a kept-alive connection turned out to be dead, so that the same request may do on a new one. */
export function isStaleConnection(error: KubeError): boolean {
  return error.kind === 'Unreachable' && STALE_CODES.test(errorCode(error.details.cause));
}

function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

/** Retry-After (RFC 9110 §10.2.3): seconds. The date form is not used by API servers and is ignored. */
function parseRetryAfter(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) * 1000 : undefined;
}
