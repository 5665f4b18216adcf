import { KubeError } from '../kube-error';
import type { ListScope, WatchSource } from './kube-api';
import { LineSplitter } from './line-splitter';
import type { WatchEnd } from './watch-pacing';

const MAX_LINE_LENGTH = 16 << 20;

export interface WatchStreamOptions {
  source: WatchSource;
  scope: ListScope;
  resourceVersion: string;
  /** Without a line, not even a bookmark, for this long the connection is taken for dead. Milliseconds. */
  idleMs: number;
  signal: AbortSignal;
  /** Applies one event; an answer ends the watch. May throw SyntaxError. */
  onLine(line: string): WatchEnd | undefined;
}

/** Opens one watch and follows it to its end, however that comes. Never rejects. */
export async function followWatch(options: WatchStreamOptions): Promise<WatchEnd> {
  const watch = new AbortController();
  const stop = (): void => watch.abort();
  options.signal.addEventListener('abort', stop, { once: true });
  let silent = false;
  const idle = setTimeout(() => {
    silent = true;
    watch.abort();
  }, options.idleMs);
  try {
    return await readEvents(options, watch.signal, () => idle.refresh());
  } catch (error) {
    return silent ? { how: 'silent' } : endOf(error);
  } finally {
    clearTimeout(idle);
    options.signal.removeEventListener('abort', stop);
    watch.abort();
  }
}

async function readEvents(options: WatchStreamOptions, signal: AbortSignal, onHeard: () => void): Promise<WatchEnd> {
  const { source, scope, resourceVersion } = options;
  // Spread, so that the watches of all replicas do not end in the same second.
  const timeoutSeconds = 300 + Math.floor(Math.random() * 300);
  const stream = await source.openWatch(scope, { resourceVersion, timeoutSeconds, signal });
  const splitter = new LineSplitter(MAX_LINE_LENGTH);
  for await (const chunk of stream) {
    for (const line of splitter.push(chunk)) {
      if (options.signal.aborted) return { how: 'closed' };
      onHeard();
      const end = options.onLine(line);
      if (end) return end;
    }
  }
  return { how: 'closed' };
}

function endOf(error: unknown): WatchEnd {
  if (error instanceof KubeError) return error.kind === 'Gone' ? { how: 'expired' } : { how: 'refused', error };
  if (error instanceof SyntaxError || error instanceof RangeError) return { how: 'garbled', error };
  return { how: 'broken', error };
}
