import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { KERNEL_VERSION, REGISTRY_DELAY_MS } from './workload';

/** What the registry's process says first. */
export interface RegistryAnnouncement {
  host: string;
  caPem: string;
}

/** What it has seen since it started. */
export interface RegistryCount {
  exchanges: number;
  connections: number;
}

/** A registry in a process of its own; it ends when this process does. */
export interface BenchRegistry extends RegistryAnnouncement {
  count(): Promise<RegistryCount>;
  stop(): Promise<void>;
}

/** Starts a registry with so many images over TLS. Throws when its process ends before it says where it is. */
export async function startBenchRegistry(images: number): Promise<BenchRegistry> {
  const args = [String(images), KERNEL_VERSION, String(REGISTRY_DELAY_MS)];
  const child = fork(join(__dirname, 'registry-process.ts'), args, { execArgv: ['--import', 'tsx'] });
  const announcement = await nextMessage<RegistryAnnouncement>(child);
  return {
    ...announcement,
    count: () => {
      const answer = nextMessage<RegistryCount>(child);
      child.send('count');
      return answer;
    },
    stop: async () => {
      if (child.exitCode !== null) return;
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    },
  };
}

/** What was seen between two counts. */
export function countBetween(before: RegistryCount, after: RegistryCount): RegistryCount {
  return { exchanges: after.exchanges - before.exchanges, connections: after.connections - before.connections };
}

async function nextMessage<T>(child: ChildProcess): Promise<T> {
  const ended = new AbortController();
  const onExit = (): void => ended.abort(new Error('the registry of the benchmark ended'));
  child.once('exit', onExit);
  try {
    const [message] = (await once(child, 'message', { signal: ended.signal })) as [T];
    return message;
  } finally {
    child.off('exit', onExit);
  }
}
