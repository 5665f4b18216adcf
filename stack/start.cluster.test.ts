import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApiCaller, expectOk } from './control-plane/api-caller';
import { isProcessAlive } from './control-plane/process-alive';
import { DEMO_KERNEL } from './demo/demo-module';
import { pushDriverImage } from './push';
import { readRunningStack, type StackFile } from './stack-file';

/** Every start builds the plugin anew. */
const DEADLINE_MS = 100_000;
jest.setTimeout(150_000);

let runFolder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  runFolder = await mkdtemp(join(tmpdir(), 'start-test-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(runFolder, { recursive: true, force: true });
});

interface Started {
  child: ChildProcess;
  output(): string;
  exited: Promise<unknown[]>;
}

function start(): Started {
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'start.ts'), runFolder], { stdio: 'pipe' });
  children.push(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output, exited: once(child, 'exit') };
}

async function waitUntil(isSo: () => boolean, describe: () => string): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`still not so after ${DEADLINE_MS / 1000} s: ${describe()}`);
    await sleep(50);
  }
}

async function waitForVerdicts({ output }: Started): Promise<StackFile> {
  await waitUntil(() => /\nDo not update .*: 6 of 12 Modules/.test(output()), output);
  const file = await readRunningStack(runFolder);
  if (!file) throw new Error(output());
  return file;
}

async function askForRecheck({ apiServer, tokens }: StackFile): Promise<void> {
  const caller = createApiCaller(apiServer.url, readFileSync(apiServer.caFile, 'utf8'), tokens.admin);
  expectOk(
    await caller.call({
      method: 'PATCH',
      path: '/apis/kmm.sigs.x-k8s.io/v1beta1/namespaces/storage/modules/block-cache',
      body: { metadata: { annotations: { 'kmm-preflight.io/recheck-requested-at': new Date().toISOString() } } },
    }),
  );
  await caller.close();
}

test('it tells the verdicts, follows a change, and leaves nothing behind when it is asked to stop twice at once', async () => {
  const started = start();
  const file = await waitForVerdicts(started);
  expect(started.output()).not.toContain('\x1b');
  const second = start();
  expect(await second.exited).toEqual([1, null]);
  expect(second.output()).toContain(`the stack runs already (pid ${started.child.pid}`);

  const image = `${file.registries.hosts.open}/storage/block-cache:${DEMO_KERNEL}`;
  expect(await pushDriverImage([image], runFolder)).toMatch(/^127\.0\.0\.1:\d+\/storage\/block-cache:5.*@sha256:/);
  await askForRecheck(file);
  await waitUntil(() => started.output().includes('storage/block-cache: Success, ImageVerified'), started.output);

  started.child.kill('SIGINT');
  started.child.kill('SIGINT');
  expect(await started.exited).toEqual([0, null]);
  expect(started.output()).toContain('Everything is stopped.');
  expect(Object.values(file.pids).filter(isProcessAlive)).toEqual([]);
  expect(await readdir(runFolder)).toEqual(['validator.log']);
  await expect(pushDriverImage([image], runFolder)).rejects.toThrow('no stack runs');
});

test('when it is killed, its programs end too', async () => {
  const started = start();
  const { pids } = await waitForVerdicts(started);
  expect(Object.values(pids).filter(isProcessAlive)).toHaveLength(6);
  started.child.kill('SIGKILL');
  await waitUntil(
    () => Object.values(pids).filter(isProcessAlive).length === 0,
    () => JSON.stringify(pids),
  );
});

test('when the validator ends, so does the rest, with its last words', async () => {
  const started = start();
  const { pids } = await waitForVerdicts(started);
  process.kill(pids['validator'] ?? 0, 'SIGTERM');
  expect(await started.exited).toEqual([1, null]);
  expect(started.output()).toMatch(/validator \(pid \d+\) has ended with exit code 0; its last lines:\n[^]*"stopping"/);
  expect(Object.values(pids).filter(isProcessAlive)).toEqual([]);
});
