import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { RefusalKind } from '../../../domain/image/answer';
import type { RegistryTransport } from '../../ports';
import type { ExchangeSignal } from './deadline';
import { Deadline } from './deadline';
import type { Dispatchers, Route } from './dispatchers';
import { AddressRefused } from './guarded-lookup';
import type { ExchangeOutcome, HostLimiter } from './host-limiter';
import type { NetworkFailure } from './network-failure';
import { parseNetworkFailure } from './network-failure';
import { meterBody } from './meter-body';
import type { RegistryOperation } from '../registry-error';
import { RegistryError } from '../registry-error';
import type { RegistryLimits } from '../registry-settings';
import { parseRetryAfter } from './retry-after';

/** Response headers: lower-case names; a repeated header is a list. */
export type Headers = Record<string, string | string[] | undefined>;

/** What a request is about, in words and labels, wherever it is sent on to. */
export interface Errand {
  /** The registry as the reference names it. */
  registry: string;
  operation: RegistryOperation;
  /** Completes "when asked for …": `the manifest of org/app:1.0`. */
  what: string;
}

export interface ExchangeRequest {
  errand: Errand;
  /** Who is asked, as the subject of a sentence: the registry, or the host that it sent us on to. */
  party: string;
  url: URL;
  method: 'GET' | 'HEAD' | 'POST';
  headers: Record<string, string>;
  body?: string;
  transport: RegistryTransport;
  signal: AbortSignal;
}

export interface ExchangeResponse {
  status: number;
  headers: Headers;
  body: Readable;
}

/** Told after every exchange, for metrics. `host` is the one that was contacted. */
export type RequestObserver = (info: {
  host: string;
  /** The status, or the kind of failure when none came. */
  result: number | RefusalKind | 'Aborted';
  durationMs: number;
  operation: RegistryOperation;
}) => void;

const OVERLOADED = new Set([429, 503]);

/** Sends single HTTP requests: a place in the host's queue, a deadline, errors in words. */
export class HttpExchange {
  constructor(
    private readonly dispatchers: Dispatchers,
    private readonly limiter: HostLimiter,
    private readonly limits: RegistryLimits,
    private readonly onRequest: RequestObserver,
  ) {}

  /**
   * Sends one request and lets `consume` read the answer, of whatever status; the place in the queue and the deadline
   * end with it. Throws RegistryError when no complete answer comes, what `consume` throws, or the reason of `signal`.
   */
  async exchange<T>(request: ExchangeRequest, consume: (response: ExchangeResponse) => Promise<T>): Promise<T> {
    const slot = await this.limiter.acquire(request.url.host, request.signal);
    const startedAt = performance.now();
    const deadline = new Deadline(request.signal, this.limits.deadlineMs);
    let response: ExchangeResponse | undefined;
    let failure: NetworkFailure | undefined;
    try {
      response = await this.dispatch(request, deadline.signal);
      return await consume(response);
    } catch (error) {
      if (error instanceof RegistryError) throw error;
      request.signal.throwIfAborted();
      if (error instanceof AddressRefused) throw refuseAddress(request, error);
      failure = deadline.timedOut ? this.timeout() : judgeFailure(error, response !== undefined);
      throw refuseToAnswer(request, failure);
    } finally {
      deadline.clear();
      const outcome = outcomeOf(response, failure);
      slot.release(outcome, outcome === 'overloaded' ? parseRetryAfter(response?.headers['retry-after']) : undefined);
      this.onRequest({
        host: request.url.host,
        result: failure?.kind ?? response?.status ?? 'Aborted',
        durationMs: performance.now() - startedAt,
        operation: request.errand.operation,
      });
    }
  }

  private async dispatch(request: ExchangeRequest, signal: ExchangeSignal): Promise<ExchangeResponse> {
    const { url, transport, errand } = request;
    const reach = transport.access && (await this.dispatchers.admit(url, errand.registry, transport.access));
    const route = this.dispatchers.route(url, transport, reach);
    const wasUsed = route.answered;
    try {
      return await this.sendOver(route, request, signal);
    } catch (error) {
      const stale = wasUsed && request.method !== 'POST' && parseNetworkFailure(error).cause === 'reset';
      if (!stale || signal.aborted) throw error;
      return await this.sendOver(route, request, signal);
    }
  }

  private async sendOver(route: Route, request: ExchangeRequest, signal: ExchangeSignal): Promise<ExchangeResponse> {
    const { method, headers, body } = request;
    const { url } = request;
    const options: Dispatcher.RequestOptions = {
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method,
      headers: { 'user-agent': 'kmm-preflight', ...headers },
      signal,
      // Otherwise undici closes the connection after every HEAD.
      reset: false,
    };
    if (body !== undefined) options.body = body;
    const { meter } = request.transport;
    if (meter) meter.exchanges += 1;
    const answer = await route.dispatcher.request(options);
    route.answered = true;
    const stream = meter ? meterBody(answer.body, meter) : answer.body;
    return { status: answer.statusCode, headers: answer.headers, body: stream };
  }

  private timeout(): NetworkFailure {
    const seconds = this.limits.deadlineMs / 1000;
    return { kind: 'Unreachable', cause: 'timeout', text: `did not answer within ${seconds} s (time-out)` };
  }
}

/** The error of an exchange that brought no complete answer. */
export function refuseToAnswer(request: ExchangeRequest, failure: NetworkFailure): RegistryError {
  const { registry: host, operation, what } = request.errand;
  return new RegistryError(
    { kind: failure.kind, host, operation, network: failure.cause },
    `${request.party} ${failure.text} when asked for ${what}`,
  );
}

function refuseAddress(request: ExchangeRequest, error: AddressRefused): RegistryError {
  const { registry: host, operation, what } = request.errand;
  return new RegistryError(
    { kind: 'Unreachable', host, operation, network: 'not-allowed' },
    `${request.party} was not asked for ${what}, because ${error.message}`,
  );
}

/** After the headers a lost connection means a cut answer, not a host that does not answer. */
export function judgeFailure(error: unknown, answered: boolean): NetworkFailure {
  const failure = parseNetworkFailure(error);
  if (!answered || failure.cause !== 'reset') return failure;
  return { ...failure, cause: 'cut', text: 'closed the connection in the middle of its answer' };
}

function outcomeOf(response: ExchangeResponse | undefined, failure: NetworkFailure | undefined): ExchangeOutcome {
  if (failure?.cause === 'timeout') return 'overloaded';
  if (failure !== undefined || response === undefined) return 'neutral';
  if (OVERLOADED.has(response.status)) return 'overloaded';
  return response.status < 500 ? 'good' : 'neutral';
}
