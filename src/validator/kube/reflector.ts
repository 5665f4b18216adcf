import { apiVersionOf } from '../../contract/kube-object';
import { type KubeError } from '../kube-error';
import type { KubeObject, Logger } from '../ports';
import { Backoff, type BackoffLimits } from './backoff';
import { connectionError, refusalError } from './answer-error';
import type { ListScope, WatchSource } from './kube-api';
import { keyOf, type ObjectStore } from './object-store';
import { resourcePath } from './resource-path';
import type { Timers } from './timers';
import { type WatchEnd, WatchPacing } from './watch-pacing';
import { followWatch } from './watch-stream';

/** All in milliseconds but `pageLimit`. */
export interface ReflectorTimings {
  pageLimit: number;
  /** A watch that brings no line, not even a bookmark, for this long is taken for dead. */
  idleMs: number;
  /** An absent kind is looked for again after this long. */
  absentRecheckMs: number;
  /** After a 403. */
  forbiddenRetryMs: number;
  backoff: BackoffLimits;
  minSpacingMs: number;
  steadyMs: number;
}

export const DEFAULT_TIMINGS: ReflectorTimings = {
  pageLimit: 500,
  idleMs: 180_000,
  absentRecheckMs: 60_000,
  forbiddenRetryMs: 30_000,
  backoff: { minMs: 500, maxMs: 30_000 },
  minSpacingMs: 1_000,
  steadyMs: 10_000,
};

const COMPLAINT_INTERVAL_MS = 60_000;

export interface ReflectorOptions<T> {
  source: WatchSource;
  scope: ListScope;
  optional: boolean;
  store: ObjectStore<T>;
  timers: Timers;
  timings: ReflectorTimings;
  logger: Logger;
  /** After each complete list, and when an optional kind counts as empty. */
  onSynced(): void;
  onServed(served: boolean): void;
}

interface WatchEvent {
  type?: unknown;
  object?: KubeObject & { code?: number };
}

/** Keeps a store equal to what the API server has, by list and watch, for ever: no failure ends it, only `signal`. */
export class Reflector<T> {
  private readonly listBackoff: Backoff;
  private readonly pacing: WatchPacing;
  private readonly path: string;
  private resourceVersion: string | undefined;
  private everSynced = false;
  private readonly complaints = new Map<string, number>();

  constructor(
    private readonly options: ReflectorOptions<T>,
    private readonly signal: AbortSignal,
  ) {
    this.listBackoff = new Backoff(options.timings.backoff);
    this.pacing = new WatchPacing(options.timings);
    this.path = resourcePath(options.scope.kind, options.scope.namespace);
  }

  /** Runs until the signal aborts. Never rejects. */
  async run(): Promise<void> {
    while (!this.signal.aborted) {
      const pauseMs = this.resourceVersion === undefined ? await this.tryList() : await this.tryWatch();
      if (pauseMs > 0) await this.options.timers.sleep(pauseMs, this.signal);
    }
  }

  private async tryList(): Promise<number> {
    try {
      this.resourceVersion = await this.listAll();
      this.listBackoff.reset();
      this.options.onServed(true);
      this.synced();
      return 0;
    } catch (error) {
      return this.signal.aborted ? 0 : this.afterListFailure(connectionError(`GET ${this.path}`, error));
    }
  }

  /** Lists page by page; each page is pruned before the next is asked for. Returns the list's resource version. */
  private async listAll(): Promise<string> {
    const { source, scope, store, timings } = this.options;
    const seen = new Set<string>();
    let continueToken: string | undefined;
    for (;;) {
      const more = continueToken ? { continueToken } : {};
      const page = await source.listPage(scope, { limit: timings.pageLimit, signal: this.signal, ...more });
      if (this.signal.aborted) throw new Error('stopped');
      for (const item of page.items) seen.add(store.upsert(this.typed(item)));
      continueToken = page.continueToken;
      if (continueToken) continue;
      store.retainOnly(seen);
      return page.resourceVersion;
    }
  }

  private afterListFailure(error: KubeError): number {
    const { optional, store, timings } = this.options;
    if (error.kind === 'NotFound') {
      this.options.onServed(false);
      store.retainOnly(new Set());
      if (optional) {
        this.synced();
        this.listBackoff.reset();
        return timings.absentRecheckMs;
      }
    }
    this.complain(error);
    if (error.kind === 'Forbidden') {
      // What was seen before the right was taken away is a better guess than nothing.
      if (optional && !this.everSynced) this.synced();
      return timings.forbiddenRetryMs;
    }
    return Math.max(this.listBackoff.next(), error.details.retryAfterMs ?? 0);
  }

  private async tryWatch(): Promise<number> {
    const { source, scope, timers, timings } = this.options;
    const started = timers.monotonic();
    let heard = false;
    const end = await followWatch({
      source,
      scope,
      resourceVersion: this.resourceVersion ?? '',
      idleMs: timings.idleMs,
      signal: this.signal,
      onLine: (line) => {
        heard = true;
        return this.applyLine(line);
      },
    });
    if (this.signal.aborted) return 0;
    const next = this.pacing.next(end, timers.monotonic() - started, heard);
    if (next.relist) this.resourceVersion = undefined;
    if (end.how === 'refused') this.complain(end.error);
    else if (end.how === 'garbled') this.options.logger.error({ path: this.path, err: end.error }, 'watch garbled');
    else this.options.logger.debug({ path: this.path, how: end.how, ...next }, 'watch ended');
    return next.pauseMs;
  }

  /** Applies one event; an answer ends the watch. */
  private applyLine(line: string): WatchEnd | undefined {
    const event = JSON.parse(line) as WatchEvent;
    const object = event.object;
    if (event.type === 'ERROR') return this.errorEnd(object);
    if (typeof object?.metadata?.name !== 'string' && event.type !== 'BOOKMARK') {
      throw new SyntaxError('a watch event without an object');
    }
    if (!object) return undefined;
    if (event.type === 'DELETED') this.options.store.remove(keyOf(object));
    else if (event.type !== 'BOOKMARK') this.options.store.upsert(this.typed(object));
    this.resourceVersion = object.metadata.resourceVersion ?? this.resourceVersion;
    return undefined;
  }

  private errorEnd(status: WatchEvent['object']): WatchEnd {
    const code = status?.code ?? 500;
    const error = refusalError({ operation: `GET ${this.path} (watch)`, status: code, body: status });
    return error.kind === 'Gone' ? { how: 'expired' } : { how: 'refused', error };
  }

  /** Items of core lists come without apiVersion and kind. */
  private typed(raw: KubeObject): KubeObject {
    raw.apiVersion ??= apiVersionOf(this.options.scope.kind);
    raw.kind ??= this.options.scope.kind.kind;
    return raw;
  }

  private synced(): void {
    this.everSynced = true;
    this.options.onSynced();
  }

  /** Warns once a minute for each kind of failure. */
  private complain(error: KubeError): void {
    const now = this.options.timers.monotonic();
    if (now - (this.complaints.get(error.kind) ?? -Infinity) < COMPLAINT_INTERVAL_MS) return;
    this.complaints.set(error.kind, now);
    this.options.logger.warn({ path: this.path, reason: error.kind }, error.message);
  }
}
