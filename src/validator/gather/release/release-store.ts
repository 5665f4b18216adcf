import { LRUCache } from 'lru-cache';
import { CONFIG_MAP } from '../../../contract/resource-kinds';
import type { StoredRelease } from '../../../contract/stored-release';
import { parseStoredRelease } from '../../../contract/stored-release';
import { KubeError } from '../../kube-error';
import type { KubeApi, KubeObject, Logger } from '../../ports';

/** Resolved releases, for ever: what a digest stands for does not change. */
export interface ReleaseStore {
  /** Undefined when it is not there or cannot be read; never throws. */
  find(key: string): Promise<StoredRelease | undefined>;
  /** Losing one harms nothing: it is resolved again. Never throws. */
  save(key: string, release: StoredRelease): Promise<void>;
  /** Those that are at hand without a request. */
  remembered(key: string): StoredRelease | undefined;
}

interface RawConfigMap extends KubeObject {
  data?: Record<string, string>;
}

const NAME = 'kmm-preflight-releases';
const MOST_ENTRIES = 100;
/** An object may have 1 MiB in all. */
const MOST_BYTES = 900 * 1024;
const KEY = /^[-._a-zA-Z0-9]{1,253}$/;

/**
 * A store in a ConfigMap that all replicas share, with a copy in memory. Each writes its own key with a merge patch, so that
 * two writers never undo each other.
 */
export function createReleaseStore(api: KubeApi, namespace: string, logger: Logger): ReleaseStore {
  const memory = new LRUCache<string, StoredRelease>({ max: MOST_ENTRIES });
  const read = async (): Promise<Record<string, string> | undefined> =>
    (await api.get<RawConfigMap>(CONFIG_MAP, { namespace, name: NAME }))?.data;

  const write = async (key: string, text: string): Promise<void> => {
    const data = await read();
    const body = {
      data: { ...Object.fromEntries(selectOldest(data ?? {}, key, text).map((old) => [old, null])), [key]: text },
    };
    try {
      await api.mergePatch(CONFIG_MAP, { namespace, name: NAME }, body);
    } catch (error) {
      if (!(error instanceof KubeError) || error.kind !== 'NotFound') throw error;
      await createOrPatch(body);
    }
  };
  const createOrPatch = async (body: { data: Record<string, string | null> }): Promise<void> => {
    try {
      await api.create(CONFIG_MAP, {
        metadata: { name: NAME, namespace },
        data: withoutNulls(body.data),
      });
    } catch (error) {
      // Another replica was quicker.
      if (!(error instanceof KubeError) || error.kind !== 'Conflict') throw error;
      await api.mergePatch(CONFIG_MAP, { namespace, name: NAME }, body);
    }
  };

  return {
    remembered: (key) => memory.get(key),
    async find(key) {
      const known = memory.get(key);
      if (known) return known;
      try {
        const data = await read();
        for (const [name, text] of Object.entries(data ?? {})) {
          const release = memory.has(name) ? undefined : parseStoredRelease(text);
          if (release) memory.set(name, release);
        }
      } catch (error) {
        logger.warn({ err: error }, 'the resolved releases could not be read; this one is resolved again');
      }
      return memory.get(key);
    },
    async save(key, release) {
      memory.set(key, release);
      const text = JSON.stringify(release);
      if (!KEY.test(key) || text.length > MOST_BYTES / 2) return;
      try {
        await write(key, text);
      } catch (error) {
        logger.warn({ err: error }, 'a resolved release could not be stored; it is resolved again after a restart');
      }
    },
  };
}

/** Keys that must go so that the new entry fits, the oldest first; what cannot be read is the oldest. */
function selectOldest(data: Readonly<Record<string, string>>, key: string, text: string): string[] {
  const entries = Object.entries(data)
    .filter(([name]) => name !== key)
    .map(([name, value]) => ({
      name,
      bytes: sizeOf(name, value),
      storedAt: parseStoredRelease(value)?.storedAt ?? '',
    }))
    .sort((a, b) => (a.storedAt < b.storedAt ? -1 : a.storedAt > b.storedAt ? 1 : 0));
  let bytes = entries.reduce((sum, entry) => sum + entry.bytes, sizeOf(key, text));
  let count = entries.length + 1;
  const leaving: string[] = [];
  for (const entry of entries) {
    if (count <= MOST_ENTRIES && bytes <= MOST_BYTES) break;
    leaving.push(entry.name);
    bytes -= entry.bytes;
    count -= 1;
  }
  return leaving;
}

function sizeOf(name: string, text: string): number {
  return Buffer.byteLength(name) + Buffer.byteLength(text);
}

function withoutNulls(data: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(Object.entries(data).filter((entry): entry is [string, string] => entry[1] !== null));
}
