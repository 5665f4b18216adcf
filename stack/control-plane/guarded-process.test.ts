import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGuarded, tailOf } from './guarded-process';
import { isProcessAlive } from './process-alive';
import { waitUntil } from './wait-until';

let folder: string;
let logFile: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guarded-test-'));
  logFile = join(folder, 'log');
});
afterEach(() => rm(folder, { recursive: true }));

const shell = (script: string) =>
  startGuarded({ command: '/bin/sh', args: ['-c', script], logFile, env: { WORD: 'hello' } });

const logLine = async () => {
  await waitUntil('a line in the log', async () => (await readFile(logFile, 'utf8')) !== '');
  return tailOf(logFile);
};

it('passes arguments, environment, output and exit code through', async () => {
  const program = await startGuarded({
    command: '/bin/sh',
    args: ['-c', 'echo "$WORD $1"; echo oops >&2; exit 7', 'name', 'a "quoted" $argument'],
    logFile,
    env: { WORD: 'hello' },
  });
  expect(await program.exited).toBe(7);
  expect(program.hasExited()).toBe(true);
  expect(await readFile(logFile, 'utf8')).toBe('hello a "quoted" $argument\noops\n');
});

it('gives the pid of the program itself', async () => {
  const program = await shell('echo $$; exec sleep 60');
  expect(await logLine()).toBe(String(program.pid));
  await program.kill();
});

it('kill ends it, and again does nothing', async () => {
  const program = await shell('exec sleep 60');
  await program.kill();
  expect(await program.exited).toBe(137);
  expect(isProcessAlive(program.pid)).toBe(false);
  await program.kill();
});

it('a program that does not exist exits with 127 and says so', async () => {
  const program = await startGuarded({ command: join(folder, 'nothing'), args: [], logFile });
  expect(await program.exited).toBe(127);
  expect(tailOf(logFile)).toContain('not found');
});

it.each(['SIGKILL', 'SIGTERM'] as const)('nothing outlives a parent that ends by %s', async (signal) => {
  const script = `
    const { startGuarded } = require('${join(__dirname, 'guarded-process')}');
    startGuarded({ command: '/bin/sh', args: ['-c', 'sleep 600 & echo $!; wait'], logFile: '${logFile}' })
      .then(({ pid }) => console.log(pid));
    setInterval(() => undefined, 1000);`;
  const parent = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = await new Promise<number>((resolve) =>
    parent.stdout.once('data', (text: Buffer) => resolve(Number(text.toString()))),
  );
  const grandchild = Number(await logLine());
  expect([pid, grandchild].map(isProcessAlive)).toEqual([true, true]);
  parent.kill(signal);
  await waitUntil('the program and its child are gone', () => ![pid, grandchild].some(isProcessAlive));
});
