import { useMemo } from 'react';
import type { KubeObject, ResourceKind } from '../../contract/kube-object';
import type { WatchQuery } from './sdk';
import { useAccess, useWatchedResource } from './sdk';

export type WatchState = 'loading' | 'ready' | 'forbidden' | 'not-installed' | 'not-found' | 'error';

/** Something that is watched. `data` may be there in every state: the last that was seen. */
export interface Watched<T> {
  state: WatchState;
  data: T;
  /** Updates are interrupted: `data` is the last that was seen. */
  lost: boolean;
  /** The API server's words when something went wrong. */
  message: string;
}

/** The SDK exports no type for a kind that the API server does not serve; this is what its error says. */
const NO_MODEL = 'Model does not exist';

/**
 * The SDK's `[data, loaded, error]` → one state. The error comes first, because after a 403 `loaded` stays false. With
 * data from before, an error other than a refusal or an end means that only the updates are lost.
 */
export function judgeWatch(
  { loaded, error, hasData }: { loaded: boolean; error: unknown; hasData: boolean },
  single: boolean,
): { state: WatchState; lost: boolean; message: string } {
  if (error === undefined || error === null || error === '') {
    return { state: loaded ? 'ready' : 'loading', lost: false, message: '' };
  }
  const { code, message } = readError(error);
  if (message === NO_MODEL) return { state: 'not-installed', lost: false, message };
  if (code === 403) return { state: 'forbidden', lost: false, message };
  if (code === 404) return { state: single ? 'not-found' : 'not-installed', lost: false, message };
  return { state: hasData ? 'ready' : 'error', lost: hasData, message };
}

function readError(error: unknown): { code: number | undefined; message: string } {
  if (typeof error !== 'object' || error === null) return { code: undefined, message: String(error) };
  const { code, message } = error as { code?: unknown; message?: unknown };
  return {
    code: typeof code === 'number' ? code : undefined,
    message: typeof message === 'string' ? message : '',
  };
}

const NOTHING: KubeObject[] = [];

/** Watches all objects of a kind; `enabled: false` asks for nothing and stays loading. */
export function useWatchList(
  kind: ResourceKind,
  options: { labels?: Record<string, string>; enabled?: boolean } = {},
): Watched<KubeObject[]> {
  const { labels, enabled = true } = options;
  const access = useReadAccess(kind);
  const query = useMemo(
    (): WatchQuery | null => (enabled && access === 'allowed' ? { kind, ...(labels && { labels }) } : null),
    [kind, labels, enabled, access],
  );
  const [raw, loaded, error] = useWatchedResource(query);
  const data = Array.isArray(raw) ? (raw as KubeObject[]) : NOTHING;
  if (!enabled || access === 'asking') return { state: 'loading', data: NOTHING, lost: false, message: '' };
  if (access === 'refused') return { state: 'forbidden', data: NOTHING, lost: false, message: '' };
  return { data, ...judgeWatch({ loaded, error, hasData: data.length > 0 }, false) };
}

/** A refused watch is asked for again every 15 s by the console, so the right is asked for first. */
function useReadAccess(kind: ResourceKind, name?: string): 'asking' | 'allowed' | 'refused' {
  const [allowed, asking] = useAccess(name === undefined ? { kind, verb: 'list' } : { kind, verb: 'get', name });
  if (asking) return 'asking';
  return allowed ? 'allowed' : 'refused';
}

/** Watches one cluster-scoped object. */
export function useWatchOne(kind: ResourceKind, name: string): Watched<KubeObject | undefined> {
  const access = useReadAccess(kind, name);
  const query = useMemo((): WatchQuery | null => (access === 'allowed' ? { kind, name } : null), [kind, name, access]);
  const [raw, loaded, error] = useWatchedResource(query);
  const data = isObject(raw) ? raw : undefined;
  const unseen = { data: undefined, lost: false, message: '' };
  if (access === 'asking') return { state: 'loading', ...unseen };
  if (access === 'refused') return { state: 'forbidden', ...unseen };
  return { data, ...judgeWatch({ loaded, error, hasData: data !== undefined }, true) };
}

/** Before it is loaded the SDK gives an empty object. */
function isObject(raw: unknown): raw is KubeObject {
  return typeof raw === 'object' && raw !== null && 'metadata' in raw;
}
