import type { RefusalKind } from '../../../domain/image/answer';

/** What went wrong on the wire, as far as the client decides by it. */
export type NetworkCause =
  | 'certificate'
  | 'plain-http'
  | 'refused'
  | 'reset' // before the headers of an answer
  | 'cut' // after them
  | 'timeout'
  | 'garbage'
  | 'not-allowed' // by our own rules: nothing was sent
  | 'other';

/** A failed exchange in words: `text` follows the host's name, e.g. `refused the connection (ECONNREFUSED)`. */
export interface NetworkFailure {
  kind: RefusalKind;
  cause: NetworkCause;
  text: string;
}

/** Node's names for OpenSSL's verification errors (X509ErrorCode), and its own for a host name that does not match. */
const CERTIFICATE_CODES = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_CRL',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_DECRYPT_CRL_SIGNATURE',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'CERT_SIGNATURE_FAILURE',
  'CRL_SIGNATURE_FAILURE',
  'CERT_NOT_YET_VALID',
  'CERT_HAS_EXPIRED',
  'CRL_NOT_YET_VALID',
  'CRL_HAS_EXPIRED',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_CHAIN_TOO_LONG',
  'CERT_REVOKED',
  'INVALID_CA',
  'PATH_LENGTH_EXCEEDED',
  'INVALID_PURPOSE',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'HOSTNAME_MISMATCH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** OpenSSL's complaints when the first bytes of the answer are `HTTP/1.1 …` instead of a TLS record. */
const PLAIN_HTTP_CODES = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'ERR_SSL_HTTP_REQUEST',
  'ERR_SSL_UNKNOWN_PROTOCOL',
]);

const TIMEOUT_CODES = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);
const RESET_CODES = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);
const CUT_CODES = new Set(['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'ERR_STREAM_PREMATURE_CLOSE']);
const NAME_CODES = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']);

const DEEPEST_CAUSE = 5;

/** Sorts an error of the HTTP client, of TLS or of the socket. Only codes are quoted: messages may hold addresses or data. */
export function parseNetworkFailure(error: unknown): NetworkFailure {
  const code = codeOf(error);
  const shown = code === '' ? '' : ` (${code})`;
  if (CERTIFICATE_CODES.has(code)) {
    return failure('CertificateUntrusted', 'certificate', `showed a certificate that is not trusted${shown}`);
  }
  if (PLAIN_HTTP_CODES.has(code)) {
    return failure('Unreachable', 'plain-http', `answered with plain HTTP where HTTPS was expected${shown}`);
  }
  if (TIMEOUT_CODES.has(code)) return failure('Unreachable', 'timeout', `did not answer in time (time-out, ${code})`);
  if (code === 'ECONNREFUSED') return failure('Unreachable', 'refused', `refused the connection${shown}`);
  if (RESET_CODES.has(code)) return failure('Unreachable', 'reset', `closed the connection without an answer${shown}`);
  if (CUT_CODES.has(code))
    return failure('Unreachable', 'cut', `closed the connection in the middle of its answer${shown}`);
  if (NAME_CODES.has(code)) return failure('Unreachable', 'other', `could not be found by its name${shown}`);
  return parseRareFailure(error, code, shown);
}

function parseRareFailure(error: unknown, code: string, shown: string): NetworkFailure {
  // undici's parser error often comes without its code.
  const unreadable = isObject(error) && error['name'] === 'HTTPParserError';
  if (unreadable || code === 'UND_ERR_HEADERS_OVERFLOW' || code.startsWith('HPE_')) {
    return failure('AnswerInvalid', 'garbage', `did not answer in HTTP that can be read${shown}`);
  }
  const proxyStatus = /Proxy response \((\d{3})\)/.exec(isObject(error) ? String(error['message']) : '')?.[1];
  if (proxyStatus !== undefined) {
    return failure('Unreachable', 'other', `could not be reached, because the proxy answered ${proxyStatus}`);
  }
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return failure('Unreachable', 'other', `ended the TLS handshake${shown}`);
  }
  return failure('Unreachable', 'other', `could not be reached${shown}`);
}

function failure(kind: RefusalKind, cause: NetworkCause, text: string): NetworkFailure {
  return { kind, cause, text };
}

/** The innermost code of a chain of causes: undici wraps the errors of a proxied handshake. */
function codeOf(error: unknown): string {
  let code = '';
  for (
    let current = error, depth = 0;
    isObject(current) && depth < DEEPEST_CAUSE;
    current = current['cause'], depth++
  ) {
    if (typeof current['code'] === 'string') code = current['code'];
  }
  return code;
}

/** By shape, not by class: an error may come from another realm. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
