import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './error-code';
import { isProcessAlive } from './process-alive';

export interface BuildLock {
  release(): Promise<void>;
}

export interface LockTiming {
  /** Pause between two looks at a lock that another process holds; ms. */
  pollMs: number;
  /** How often the holder touches its lock; ms. */
  heartbeatMs: number;
  /** A lock that nobody touched for so long is stale even if a process has its pid: pids come round again; ms. */
  staleMs: number;
}

const TIMING: LockTiming = { pollMs: 500, heartbeatMs: 5_000, staleMs: 60_000 };

/**
 * Waits for the lock file and takes it; `onWait` hears the holder's pid once. A lock whose holder is dead is taken over.
 * The lock saves work, it does not guard data: a race that is lost costs a second build, whose result is renamed into place.
 */
export async function acquireBuildLock(
  path: string,
  onWait: (holder: number) => void,
  timing: LockTiming = TIMING,
): Promise<BuildLock> {
  let announced = false;
  for (;;) {
    if (await createLock(path)) return holdLock(path, timing);
    const holder = await readHolder(path);
    if (holder === undefined) continue;
    if (!isProcessAlive(holder) || (await isUntouched(path, timing.staleMs))) {
      await discardStale(path, holder);
      continue;
    }
    if (!announced) onWait(holder);
    announced = true;
    await sleep(timing.pollMs);
  }
}

/** Created under a private name and linked, so that the file never exists without the pid in it. */
async function createLock(path: string): Promise<boolean> {
  const own = `${path}.${process.pid}.${performance.now()}`;
  await writeFile(own, String(process.pid));
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

function holdLock(path: string, { heartbeatMs }: LockTiming): BuildLock {
  const touch = () => void utimes(path, new Date(), new Date()).catch(() => undefined);
  const heartbeat = setInterval(touch, heartbeatMs);
  heartbeat.unref();
  return {
    release: async () => {
      clearInterval(heartbeat);
      await rm(path, { force: true });
    },
  };
}

async function readHolder(path: string): Promise<number | undefined> {
  try {
    return Number(await readFile(path, 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function isUntouched(path: string, staleMs: number): Promise<boolean> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > staleMs;
}

/** Two processes may see the same stale lock; the second must not remove the lock that the first has taken meanwhile. */
async function discardStale(path: string, holder: number): Promise<void> {
  const aside = `${path}.stale.${process.pid}`;
  try {
    await rename(path, aside);
    if ((await readHolder(aside)) !== holder) await link(aside, path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
}
