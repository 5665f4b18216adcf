import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireBuildLock } from './build-lock';

const timing = { pollMs: 5, heartbeatMs: 1_000, staleMs: 60_000 };
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'build-lock-test-'));
  path = join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true }));

const silent = () => undefined;
const deadPid = () => spawnSync('true').pid;

it('names its holder and is gone after release', async () => {
  const lock = await acquireBuildLock(path, silent, timing);
  expect(await readFile(path, 'utf8')).toBe(String(process.pid));
  await lock.release();
  expect(await readdir(folder)).toEqual([]);
});

it('lets one in at a time and says once whom it waits for', async () => {
  let inside = 0;
  const seen: number[] = [];
  const waits: number[][] = [];
  const worker = async () => {
    const heard: number[] = [];
    waits.push(heard);
    const lock = await acquireBuildLock(path, (holder) => heard.push(holder), timing);
    inside += 1;
    seen.push(inside);
    await new Promise((resolve) => setTimeout(resolve, 30));
    inside -= 1;
    await lock.release();
  };
  await Promise.all([worker(), worker(), worker()]);
  expect(seen).toEqual([1, 1, 1]);
  expect(waits.filter((heard) => heard.length === 0)).toHaveLength(1);
  expect(waits.filter((heard) => heard.length === 1 && heard[0] === process.pid)).toHaveLength(2);
});

it('takes over from a process that is dead', async () => {
  await writeFile(path, String(deadPid()));
  const lock = await acquireBuildLock(path, silent, timing);
  expect(await readFile(path, 'utf8')).toBe(String(process.pid));
  await lock.release();
});

it('takes over a lock that holds no pid', async () => {
  await writeFile(path, '');
  await (await acquireBuildLock(path, silent, timing)).release();
  expect(await readdir(folder)).toEqual([]);
});

it('takes over from a living process that does not touch the lock: its pid was another one before', async () => {
  await writeFile(path, String(process.ppid));
  const longAgo = new Date(Date.now() - 10 * timing.staleMs);
  await utimes(path, longAgo, longAgo);
  await (await acquireBuildLock(path, silent, timing)).release();
});

it('several that find the same dead lock still go one at a time', async () => {
  await writeFile(path, String(deadPid()));
  let inside = 0;
  const worker = async () => {
    const lock = await acquireBuildLock(path, silent, timing);
    inside += 1;
    expect(inside).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 10));
    inside -= 1;
    await lock.release();
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
});
