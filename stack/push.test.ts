import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pushDriverImage } from './push';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'push-test-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

test.each([
  [[], 'usage: '],
  [['a/b', 'c/d'], 'usage: '],
  [['http://a.example/b'], 'URL scheme'],
  [[`a.example/b@sha256:${'0'.repeat(64)}`], 'name a tag instead'],
  [['a.example/b', '--architectures', 'amd64,x86'], '--architectures: "amd64,x86" is no list of amd64, arm64'],
  [['a.example/b', '--wrong'], "Unknown option '--wrong'"],
  [['a.example/b'], 'no stack runs; start it with npm start'],
])('%j is refused with one line', async (args, message) => {
  await expect(pushDriverImage(args, folder)).rejects.toThrow(message);
});
