import { setTimeout as sleep } from 'node:timers/promises';
import { readFileSync } from 'node:fs';
import { startGuarded, tailOf, type GuardedProcess, type ProgramStart } from './guarded-process';
import { isPortTaken, selectFreePort } from './loopback-port';

const POLL_MS = 40;
const READY_DEADLINE_MS = 60_000;
const PORT_TRIES = 5;

/** A program failed because another one listens on its port. */
export class PortTakenError extends Error {}

/** How to start a server on a port and how to know that *this* one (no other on the same port) answers. */
export interface ServerStart {
  name: string;
  program(port: number): ProgramStart;
  isReady(port: number): Promise<boolean>;
}

/** Starts the server on a free port; takes another port when its own was taken between the look and the start. */
export async function startOnFreePort(start: ServerStart): Promise<{ port: number; process: GuardedProcess }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await selectFreePort();
    try {
      return { port, process: await startOnPort(start, port) };
    } catch (error) {
      if (!(error instanceof PortTakenError) || attempt === PORT_TRIES) throw error;
    }
  }
}

/** Starts the server on this port and waits until it is ready. Throws with the last lines of its log when it ends or stays unready. */
export async function startOnPort(server: ServerStart, port: number): Promise<GuardedProcess> {
  const { name } = server;
  const start = server.program(port);
  const logged = sizeOfLog(start.logFile);
  const child = await startGuarded(start);
  const deadline = performance.now() + READY_DEADLINE_MS;
  while (!(await answers(server, port))) {
    if (child.hasExited()) {
      const log = readFileSync(start.logFile, 'utf8').slice(logged);
      if (isPortTaken(log)) throw new PortTakenError(`${name}: port ${port} is taken`);
      throw new Error(`${name} ended with exit code ${await child.exited}:\n${tailOf(start.logFile)}`);
    }
    if (performance.now() > deadline) {
      await child.kill();
      throw new Error(`${name} is not ready after ${READY_DEADLINE_MS / 1000} s:\n${tailOf(start.logFile)}`);
    }
    await sleep(POLL_MS);
  }
  return child;
}

/** `isReady`, with every failure to ask as a no. */
export async function answers({ isReady }: ServerStart, port: number): Promise<boolean> {
  try {
    return await isReady(port);
  } catch {
    // Refused, reset, or a certificate that is not there yet: not ready. A program that cannot start ends and says why.
    return false;
  }
}

function sizeOfLog(logFile: string): number {
  try {
    return readFileSync(logFile, 'utf8').length;
  } catch {
    return 0;
  }
}
