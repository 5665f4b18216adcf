import type { Cache, CacheChange, Logger, Watcher, WatchOptions } from '../ports';
import type { WatchSource } from './kube-api';
import { ObjectStore } from './object-store';
import { DEFAULT_TIMINGS, Reflector, type ReflectorTimings } from './reflector';
import { systemTimers, type Timers } from './timers';

export interface WatcherOptions {
  logger: Logger;
  timers?: Timers;
  timings?: Partial<ReflectorTimings>;
  /** Counts exceptions of `prune` and `onChange`. */
  onHandlerException?(plural: string): void;
}

/** Starts caches over a client. They are kept up to date until stopped, whatever the API server does. */
export function createWatcher(source: WatchSource, options: WatcherOptions): Watcher {
  return { watch: <T>(watched: WatchOptions<T>): Cache<T> => new WatchedCache(source, options, watched) };
}

class WatchedCache<T> implements Cache<T> {
  private readonly store: ObjectStore<T>;
  private readonly stopper = new AbortController();
  private readonly firstSync: Promise<void>;
  private synchronised = false;
  private known = true;

  constructor(source: WatchSource, options: WatcherOptions, watched: WatchOptions<T>) {
    const { kind, namespace, labelSelector, fieldSelector } = watched;
    this.store = new ObjectStore<T>({
      prune: (raw) => watched.prune(raw),
      onChange: (change: CacheChange<T>) => watched.onChange?.(change),
      onException: (err, key) => {
        options.logger.error({ err, key, kind: kind.kind }, 'a cache handler threw');
        options.onHandlerException?.(kind.plural);
      },
    });
    let resolveSync: () => void = () => undefined;
    this.firstSync = new Promise((resolve) => (resolveSync = resolve));
    const reflector = new Reflector(
      {
        source,
        scope: {
          kind,
          ...(namespace ? { namespace } : {}),
          ...(labelSelector ? { labelSelector } : {}),
          ...(fieldSelector ? { fieldSelector } : {}),
        },
        optional: watched.optional ?? false,
        store: this.store,
        timers: options.timers ?? systemTimers,
        timings: { ...DEFAULT_TIMINGS, ...options.timings },
        logger: options.logger,
        onSynced: () => {
          this.synchronised = true;
          resolveSync();
        },
        onServed: (served) => (this.known = served),
      },
      this.stopper.signal,
    );
    void reflector.run();
  }

  get(key: string): T | undefined {
    return this.store.get(key);
  }

  values(): IterableIterator<T> {
    return this.store.values();
  }

  get size(): number {
    return this.store.size;
  }

  synced(): Promise<void> {
    return this.firstSync;
  }

  get isSynced(): boolean {
    return this.synchronised;
  }

  get served(): boolean {
    return this.known;
  }

  stop(): void {
    this.stopper.abort();
  }
}
