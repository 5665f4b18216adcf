import { HttpError, RetryError, TimeoutError } from '@openshift-console/dynamic-plugin-sdk/lib/utils/error/http-error';

const DEFAULT_TIMEOUT_MS = 60_000;
const MAX_TRIES = 3;
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];

interface ErrorBody {
  message?: string;
  error?: string;
  details?: { causes?: { field?: string; message?: string }[] };
}

/**
 * `fetch` as the console does it: CSRF header on what changes something, at most three tries on 429 without a pause, an
 * HttpError for any refusal, a TimeoutError after 60 s that does not abort the request. No limit for 0, less, and null, which the SDK's own calls
 * to the API server say.
 */
export async function consoleFetch(
  url: string,
  options: RequestInit = {},
  timeout: number | null = DEFAULT_TIMEOUT_MS,
): Promise<Response> {
  const headers = new Headers(options.headers);
  const method = options.method ?? 'GET';
  if (!SAFE_METHODS.includes(method)) headers.set('X-CSRFToken', readCsrfToken());
  const answer = tryFetch(url, { ...options, headers });
  return timeout !== null && timeout > 0 ? Promise.race([answer, rejectAfter(url, timeout)]) : answer;
}

async function tryFetch(url: string, init: RequestInit): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    try {
      const response = await fetch(url, init);
      await validateResponse(response, url);
      return response;
    } catch (error) {
      if (!(error instanceof RetryError)) throw error;
      if (tries === MAX_TRIES) throw HttpError.fromCode(429);
    }
  }
}

/** Resolves for 2xx and 304; otherwise rejects with what a person would read. */
async function validateResponse(response: Response, url: string): Promise<void> {
  if (response.ok || response.status === 304) return;
  if (response.status === 429) throw new RetryError();
  if (response.status === 401 && url.startsWith('/api/kubernetes')) throw new HttpError('Unauthorized', 401, response);
  const body = (await response.json().catch(() => undefined)) as ErrorBody | undefined;
  const message = (body && selectMessage(body)) ?? '';
  const fallback = response.status === 403 ? 'Access denied due to cluster policy.' : response.statusText;
  throw new HttpError(message === '' ? fallback : message, response.status, response, body);
}

function selectMessage({ details, message, error }: ErrorBody): string | undefined {
  const cause = details?.causes?.[0];
  if (cause?.message === undefined) return message ?? error;
  return cause.field === undefined
    ? `Error "${cause.message}".`
    : `Error "${cause.message}" for field "${cause.field}".`;
}

function rejectAfter(url: string, timeout: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new TimeoutError(url, timeout)), timeout);
  });
}

function readCsrfToken(): string {
  const cookies = document.cookie.split(';').map((cookie) => cookie.trim());
  return cookies.find((cookie) => cookie.startsWith('csrf-token='))?.slice('csrf-token='.length) ?? '';
}

/** The answer's text. */
export async function consoleFetchText(url: string, options: RequestInit = {}, timeout?: number): Promise<string> {
  const response = await consoleFetch(
    url,
    { ...options, headers: withHeader(options, 'Accept', 'text/plain') },
    timeout,
  );
  return response.text();
}

async function fetchJson(
  url: string,
  method = 'GET',
  options: RequestInit = {},
  timeout?: number | null,
): Promise<unknown> {
  const headers = withHeader(options, 'Accept', 'application/json');
  const response = await consoleFetch(url, { ...options, method, headers }, timeout);
  const text = await response.text();
  if (text === '') return {};
  return response.headers.get('content-type') === 'text/plain' ? text : (JSON.parse(text) as unknown);
}

function sendJson(method: string, contentType = 'application/json') {
  return (url: string, body: unknown, options: RequestInit | null = {}, timeout?: number | null): Promise<unknown> => {
    const headers = withHeader(options ?? {}, 'Content-Type', contentType);
    const init = { ...options, headers, ...(hasContent(body) && { body: JSON.stringify(body) }) };
    return fetchJson(url, method, init, timeout);
  };
}

/** The answer's JSON, `{}` when it is empty, its text when it is plain; `post`, `put`, `patch` and `delete` send JSON. */
export const consoleFetchJSON = Object.assign(fetchJson, {
  post: sendJson('POST'),
  put: sendJson('PUT'),
  patch: sendJson('PATCH', 'application/json-patch+json'),
  delete: sendJson('DELETE'),
});

function hasContent(body: unknown): boolean {
  return body !== undefined && body !== null;
}

function withHeader(options: RequestInit, name: string, value: string): Headers {
  const headers = new Headers(options.headers);
  if (!headers.has(name)) headers.set(name, value);
  return headers;
}
