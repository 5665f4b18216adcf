import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 30;

/** Asks again and again until the answer is yes; throws `<what> not after … s` when it stays no. An error of the question ends the wait. */
export async function waitUntil(
  what: string,
  holds: () => boolean | Promise<boolean>,
  deadlineMs = 30_000,
): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`${what}: not after ${deadlineMs / 1000} s`);
    await sleep(POLL_MS);
  }
}
