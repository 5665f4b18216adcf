import type { CacheChange, KubeObject } from '../ports';

interface Entry<T> {
  resourceVersion: string | undefined;
  value: T;
}

/** How raw objects become cached ones, who is told, and who hears of exceptions in either. */
export interface StoreHooks<T> {
  prune(raw: KubeObject): T;
  onChange?(change: CacheChange<T>): void;
  onException(error: unknown, key: string): void;
}

/** The pruned objects of one cache by key. Reports a change only when the resource version moved. */
export class ObjectStore<T> {
  private readonly entries = new Map<string, Entry<T>>();

  constructor(private readonly hooks: StoreHooks<T>) {}

  get size(): number {
    return this.entries.size;
  }

  get(key: string): T | undefined {
    return this.entries.get(key)?.value;
  }

  *values(): IterableIterator<T> {
    for (const entry of this.entries.values()) yield entry.value;
  }

  /** Keeps the pruned object and returns its key. When pruning throws, what was kept before stays. */
  upsert(raw: KubeObject): string {
    const key = keyOf(raw);
    const resourceVersion = raw.metadata.resourceVersion;
    const before = this.entries.get(key);
    if (before && resourceVersion !== undefined && before.resourceVersion === resourceVersion) return key;
    try {
      const value = this.hooks.prune(raw);
      this.entries.set(key, { resourceVersion, value });
      this.report({ key, current: value, previous: before?.value });
    } catch (error) {
      this.hooks.onException(error, key);
    }
    return key;
  }

  remove(key: string): void {
    const before = this.entries.get(key);
    if (before && this.entries.delete(key)) this.report({ key, current: undefined, previous: before.value });
  }

  /** Removes, and reports, everything whose key is not in `keys`. */
  retainOnly(keys: ReadonlySet<string>): void {
    for (const key of [...this.entries.keys()]) if (!keys.has(key)) this.remove(key);
  }

  private report(change: CacheChange<T>): void {
    try {
      const result: unknown = this.hooks.onChange?.(change);
      // A handler declared async would otherwise end the process with an unhandled rejection.
      if (result instanceof Promise) result.catch((error: unknown) => this.hooks.onException(error, change.key));
    } catch (error) {
      this.hooks.onException(error, change.key);
    }
  }
}

/** `namespace/name`, or `name` for cluster-scoped objects. */
export function keyOf(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return namespace ? `${namespace}/${name}` : name;
}
