import type { RefusalKind } from '../../domain/image/answer';
import { cleanText, parseErrorBody } from './answer-text';
import type { ExchangeRequest, ExchangeResponse } from './http/http-exchange';
import { RegistryError } from './registry-error';
import { parseRetryAfter } from './http/retry-after';

export interface StatusReading {
  /** Texts that the message must not repeat. */
  secrets: string[];
  /** Meanings of statuses that differ from the usual ones. */
  kinds?: Partial<Record<number, RefusalKind>>;
}

const USUAL_KINDS: Partial<Record<number, RefusalKind>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  410: 'NotFound',
  429: 'RateLimited',
};

/** The error for an answer whose status refuses the request, with the registry's own words if it gave some. */
export function refuseStatus(
  request: ExchangeRequest,
  response: ExchangeResponse,
  body: Uint8Array,
  reading: StatusReading,
): RegistryError {
  const { status } = response;
  const { registry: host, operation, what } = request.errand;
  const kind = reading.kinds?.[status] ?? USUAL_KINDS[status] ?? (status >= 500 ? 'ServerError' : 'AnswerInvalid');
  const words = cleanText(parseErrorBody(body), reading.secrets);
  const quoted = words === '' ? '' : ` (${words})`;
  return new RegistryError(
    { kind, host, operation, status, retryAfterMs: parseRetryAfter(response.headers['retry-after']) },
    `${request.party} answered ${status} when asked for ${what}${quoted}`,
  );
}

/** The error for an answer that came and is of no use; `words` completes "answered with …". */
export function refuseAnswer(request: ExchangeRequest, status: number, words: string): RegistryError {
  const { registry: host, operation, what } = request.errand;
  return new RegistryError(
    { kind: 'AnswerInvalid', host, operation, status },
    `${request.party} answered with ${words} when asked for ${what}`,
  );
}
