import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the range from which systems take the ports of outgoing connections: a port stays free between stop and restart. */
const FIRST = 20_000;
const LAST = 32_000;
const TRIES = 200;

const given = new Set<number>();

/** A free TCP port on 127.0.0.1 that this process has not given out before. Another process may still take it: see the callers' retry. */
export async function selectFreePort(): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const port = randomInt(FIRST, LAST);
    if (given.has(port) || !(await canListen(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error(`no free port between ${FIRST} and ${LAST} on 127.0.0.1`);
}

/** Says whether a failed program failed because its port was taken meanwhile (text of Go's net package). */
export function isPortTaken(log: string): boolean {
  return log.includes('address already in use');
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
