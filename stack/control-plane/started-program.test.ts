import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { isProcessAlive } from './process-alive';
import { PortTakenError, startOnFreePort, startOnPort, type ServerStart } from './started-program';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'started-test-'))));
afterEach(() => rm(folder, { recursive: true }));

const TAKEN = 'echo "listen tcp 127.0.0.1: bind: address already in use" >&2; exit 1';

/** A server whose first starts fail as `failures` say. */
function serverStart(failures: string[]): { start: ServerStart; ports: number[] } {
  const ports: number[] = [];
  const listen = (port: number) => `require('http').createServer((_, r) => r.end('mine')).listen(${port}, '127.0.0.1')`;
  const start: ServerStart = {
    name: 'server',
    program: (port) => {
      const failure = failures[ports.length];
      ports.push(port);
      const logFile = join(folder, 'log');
      return failure === undefined
        ? { command: process.execPath, args: ['-e', listen(port)], logFile }
        : { command: '/bin/sh', args: ['-c', failure], logFile };
    },
    isReady: async (port) => (await (await request(`http://127.0.0.1:${port}`)).body.text()) === 'mine',
  };
  return { start, ports };
}

it('takes another port when its own was taken meanwhile', async () => {
  const { start, ports } = serverStart([TAKEN, TAKEN]);
  const { port, process: child } = await startOnFreePort(start);
  expect(ports).toHaveLength(3);
  expect(new Set(ports).size).toBe(3);
  expect(ports.at(-1)).toBe(port);
  expect(isProcessAlive(child.pid)).toBe(true);
  await child.kill();
});

it('does not insist for ever', async () => {
  const { start, ports } = serverStart(Array.from({ length: 9 }, () => TAKEN));
  await expect(startOnFreePort(start)).rejects.toThrow(PortTakenError);
  expect(ports).toHaveLength(5);
});

it('any other end of the program is the last lines of its log, at once', async () => {
  const { start, ports } = serverStart(['echo "unknown flag --x" >&2; exit 2']);
  await expect(startOnFreePort(start)).rejects.toThrow('server ended with exit code 2:\nunknown flag --x');
  expect(ports).toHaveLength(1);
});

it('an old complaint in the log is not taken for a new one', async () => {
  const { start } = serverStart([TAKEN, 'echo broken >&2; exit 4']);
  await expect(startOnPort(start, 1)).rejects.toThrow(PortTakenError);
  await expect(startOnPort(start, 1)).rejects.toThrow('exit code 4');
});
