import { type Dispatcher } from 'undici';

import { type KubeError } from '../kube-error';
import type { Clock } from '../ports';
import { readJson, readRefusal } from './answer-body';
import { connectionError, isStaleConnection } from './answer-error';
import type { Credential, KubeConfig } from './cluster-access';
import { Connections, type Pools } from './connections';
import { createCredentialProvider, type CredentialProvider } from './credentials';
import { Deadline } from './deadline';
import { systemTimers, type Timers } from './timers';

const MAX_OBJECT_BYTES = 8 << 20;

export interface KubeRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path from the server's root, names already escaped. */
  path: string;
  query?: Record<string, string>;
  body?: object;
  /** `application/json` unless said otherwise. */
  contentType?: string;
  /** What is taken for an answer; `application/json` unless said otherwise. */
  accept?: string;
  /** Larger answers are refused; 8 MiB unless said otherwise. */
  maxBytes?: number;
  signal?: AbortSignal;
}

export interface TransportOptions {
  clock?: Clock;
  timers?: Timers;
  /** Milliseconds for a whole request, or until a watch's headers; 30 s. */
  deadlineMs?: number;
  /** Milliseconds after which token and TLS files are looked at again; 60 s. */
  reloadIntervalMs?: number;
  userAgent?: string;
}

/** Headers of one caller, sent in place of our own credential. */
export type CallerHeaders = Record<string, string | string[]>;

interface Exchange {
  request: KubeRequest;
  pool: keyof Pools;
  headers: CallerHeaders;
  deadline: Deadline;
}

/** HTTP to one API server: credential, deadline, size cap, and refusals as KubeError. Messages never hold a credential. */
export class KubeTransport {
  private readonly connections: Connections;
  private readonly credentials: CredentialProvider;
  private readonly deadlineMs: number;
  private readonly userAgent: string;

  constructor(
    private readonly config: KubeConfig,
    options: TransportOptions = {},
  ) {
    const timers = options.timers ?? systemTimers;
    const reloadIntervalMs = options.reloadIntervalMs ?? 60_000;
    this.connections = new Connections(config, timers, reloadIntervalMs);
    this.credentials = createCredentialProvider(config.credential, {
      clock: options.clock ?? { now: Date.now },
      timers,
      reloadIntervalMs,
    });
    this.deadlineMs = options.deadlineMs ?? 30_000;
    this.userAgent = options.userAgent ?? 'kmm-preflight-validator';
  }

  /** The parsed JSON of a successful answer. Throws KubeError. */
  async request(request: KubeRequest): Promise<unknown> {
    return this.persist(request, (credential) =>
      this.withDeadline(request, async (deadline) => {
        const response = await this.send(
          { request, pool: 'requests', headers: bearer(credential), deadline },
          credential,
        );
        return readJson(response, operationOf(request), request.maxBytes ?? MAX_OBJECT_BYTES);
      }),
    );
  }

  /**
   * The same with a caller's `Authorization` and `Impersonate-*` headers instead of anything of ours: neither our token nor
   * our client certificate goes along, and a refusal is the caller's. Throws KubeError.
   */
  async requestAs(caller: CallerHeaders, request: KubeRequest): Promise<unknown> {
    return this.withDeadline(request, async (deadline) => {
      const response = await this.send({ request, pool: 'callers', headers: caller, deadline }, {});
      return readJson(response, operationOf(request), request.maxBytes ?? MAX_OBJECT_BYTES);
    });
  }

  /** Opens an endless answer. The deadline counts until its headers; `request.signal` ends it. Throws KubeError. */
  async stream(request: KubeRequest): Promise<AsyncIterable<Uint8Array>> {
    return this.persist(request, async (credential) => {
      const deadline = new Deadline(operationOf(request), this.deadlineMs, request.signal);
      try {
        const response = await this.send(
          { request, pool: 'watches', headers: bearer(credential), deadline },
          credential,
        );
        deadline.lift();
        return response.body;
      } catch (error) {
        deadline.end();
        throw error;
      }
    });
  }

  /** Ends every connection, running requests included. */
  async close(): Promise<void> {
    await this.connections.close();
  }

  /** Tries again where only our side was out of date: token, certificate authority, or a dead kept-alive connection. */
  private async persist<T>(request: KubeRequest, attempt: (credential: Credential) => Promise<T>): Promise<T> {
    const tried = new Set<string>();
    for (;;) {
      const credential = await this.credentials.current();
      try {
        return await attempt(credential);
      } catch (error) {
        const failure = connectionError(operationOf(request), error);
        if (tried.has(failure.kind) || !(await this.remedy(failure, request, credential))) throw failure;
        tried.add(failure.kind);
      }
    }
  }

  private async remedy(failure: KubeError, request: KubeRequest, credential: Credential): Promise<boolean> {
    switch (failure.kind) {
      case 'Unauthorized':
        return (await this.credentials.renew(credential)) !== credential;
      case 'CertificateUntrusted':
        return this.connections.reload(credential);
      case 'Unreachable':
        // A create that was cut off may have been carried out; everything else can be said twice.
        return request.method !== 'POST' && !request.signal?.aborted && isStaleConnection(failure);
      default:
        return false;
    }
  }

  private async withDeadline<T>(request: KubeRequest, run: (deadline: Deadline) => Promise<T>): Promise<T> {
    const deadline = new Deadline(operationOf(request), this.deadlineMs, request.signal);
    try {
      return await run(deadline);
    } catch (error) {
      throw connectionError(operationOf(request), error);
    } finally {
      deadline.end();
    }
  }

  private async send(
    { request, pool, headers, deadline }: Exchange,
    credential: Credential,
  ): Promise<Dispatcher.ResponseData> {
    const pools = await this.connections.current(credential);
    const url = new URL(this.config.server + request.path);
    const response = await pools[pool].request({
      origin: url.origin,
      path: url.pathname + queryOf(request.query),
      method: request.method,
      headers: {
        ...headers,
        accept: request.accept ?? 'application/json',
        'user-agent': this.userAgent,
        ...(request.body ? { 'content-type': request.contentType ?? 'application/json' } : {}),
      },
      ...(request.body ? { body: JSON.stringify(request.body) } : {}),
      signal: deadline.signal,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    if (response.statusCode >= 200 && response.statusCode < 300) return response;
    throw await readRefusal(response, operationOf(request));
  }
}

function operationOf(request: KubeRequest): string {
  return `${request.method} ${request.path}`;
}

function bearer(credential: Credential): CallerHeaders {
  return credential.token ? { authorization: `Bearer ${credential.token}` } : {};
}

function queryOf(query: Record<string, string> | undefined): string {
  return query && Object.keys(query).length > 0 ? `?${new URLSearchParams(query).toString()}` : '';
}
