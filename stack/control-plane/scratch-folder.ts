import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isProcessAlive } from './process-alive';

const PREFIX = 'kmm-preflight-stack-';

/** A new folder for one program's data; the folders of processes that were killed before they could tidy up go first. */
export async function createScratchFolder(): Promise<string> {
  await sweepLeftovers();
  return mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
}

export async function removeScratchFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function sweepLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]);
    if (!Number.isNaN(pid) && !isProcessAlive(pid)) await removeScratchFolder(join(tmpdir(), name));
  }
}
