import type { Platform } from './platform';

/** Why a registry did not give an image. Six different things for a person: never folded into one. */
export type RefusalKind =
  | 'NotFound' // 404: the registry was allowed to look and it is not there
  | 'Unauthorized' // 401, also at the token endpoint
  | 'Forbidden' // 403
  | 'CertificateUntrusted' // TLS handshake refused by us
  | 'Unreachable' // DNS, refused connection, reset, time-out, closed in the middle
  | 'RateLimited' // 429
  | 'ServerError' // 5xx
  | 'AnswerInvalid'; // wrong digest, HTML, oversize, schema1, redirect loop, unexpected status

/** What one registry answered for one reference. Plain data; `detail` is a sentence that names host and status. */
export type ImageAnswer =
  | { kind: 'Found'; host: string; digest: string; mediaType: string; platforms: Platform[] }
  | { kind: RefusalKind; host: string; status?: number; detail: string; retryAfterMs?: number };
