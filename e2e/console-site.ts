import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyDemo } from '../stack/demo/apply-demo';
import { startStack, type Stack } from '../stack/stack';

/** The console that specs look at. */
export interface ConsoleSite {
  /** Of an administrator, and of somebody with rights in the namespace `gpu` only. */
  urls: { admin: string; fewRights: string };
  /** The local stack behind it; undefined when the console is somebody else's. */
  stack?: Stack;
  stop(): Promise<void>;
}

/** The console of `CONSOLE_URL` and `CONSOLE_URL_FEW_RIGHTS` if both are set, else a local stack with the demo's objects. */
export async function openConsoleSite(): Promise<ConsoleSite> {
  const { CONSOLE_URL: admin, CONSOLE_URL_FEW_RIGHTS: fewRights } = process.env;
  if (admin !== undefined && fewRights !== undefined) {
    return { urls: { admin, fewRights }, stop: () => Promise.resolve() };
  }
  const runFolder = await mkdtemp(join(tmpdir(), 'console-site-'));
  const stack = await startStack({ runFolder, withConsole: true });
  const stop = async (): Promise<void> => {
    await stack.stop();
    await rm(runFolder, { recursive: true, force: true });
  };
  try {
    if (!stack.console) throw new Error('the stack has no console');
    await applyDemo(stack);
    return { urls: stack.console.urls, stack, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
