import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ManualTimers } from '../../testing/manual-timers';
import { createCredentialProvider, type CredentialProvider } from './credentials';

const V1 = 'client.authentication.k8s.io/v1';

let dir: string;
let timers: ManualTimers;
let now: number;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'exec-'));
  timers = new ManualTimers();
  now = Date.parse('2026-01-01T00:00:00Z');
});

afterEach(() => rmSync(dir, { recursive: true }));

/** A plugin whose n-th run prints what `script` makes of n; `script` is JavaScript with `run` and `info` in scope. */
function plugin(script: string, cluster?: object): CredentialProvider {
  const file = join(dir, 'plugin.js');
  writeFileSync(
    file,
    `const fs = require('fs'); const log = ${JSON.stringify(join(dir, 'runs'))};
     fs.appendFileSync(log, 'x'); const run = fs.readFileSync(log).length;
     const info = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
     const answer = (status) => console.log(JSON.stringify({ apiVersion: info.apiVersion, kind: 'ExecCredential', status }));
     ${script}`,
  );
  const source = {
    type: 'exec' as const,
    plugin: {
      apiVersion: V1,
      command: process.execPath,
      args: [file],
      env: { SECRET_SOURCE: 'vault' },
      ...(cluster ? { cluster } : {}),
    },
  };
  return createCredentialProvider(source, { clock: { now: () => now }, timers, reloadIntervalMs: 60_000 });
}

const runs = (): number => (existsSync(join(dir, 'runs')) ? readFileSync(join(dir, 'runs')).length : 0);

test('a credential without end is asked for once, also by many at the same time', async () => {
  const provider = plugin(`answer({ token: 'token-' + run })`);
  const got = await Promise.all(Array.from({ length: 5 }, () => provider.current()));
  expect(got).toEqual(Array.from({ length: 5 }, () => ({ token: 'token-1' })));
  expect(await provider.current()).toEqual({ token: 'token-1' });
  expect(runs()).toBe(1);
});

test('a credential is used until it expires', async () => {
  const provider = plugin(`answer({ token: 'token-' + run, expirationTimestamp: '2026-01-01T00:10:00Z' })`);
  await provider.current();
  now += 599_000;
  expect(await provider.current()).toEqual({ token: 'token-1' });
  now += 1_000;
  expect(await provider.current()).toEqual({ token: 'token-2' });
});

test('a refused credential is renewed, but not in a hot loop', async () => {
  const provider = plugin(`answer({ token: 'token-' + run })`);
  const first = await provider.current();
  timers.jump(10_000);
  const second = await provider.renew(first);
  expect(second).toEqual({ token: 'token-2' });
  expect(await provider.renew(first)).toBe(second);
  expect(await provider.renew(second)).toBe(second);
  expect(runs()).toBe(2);
});

test('the plugin is told the API version, its environment and the cluster', async () => {
  const provider = plugin(
    `answer({ token: [info.apiVersion, info.kind, info.spec.interactive, info.spec.cluster.server, process.env.SECRET_SOURCE].join(' ') })`,
    { server: 'https://api' },
  );
  expect(await provider.current()).toEqual({ token: `${V1} ExecCredential false https://api vault` });
});

test('a client certificate is a credential too', async () => {
  const provider = plugin(`answer({ clientCertificateData: 'CERT', clientKeyData: 'KEY' })`);
  expect(await provider.current()).toEqual({ clientCertificate: { certificate: 'CERT', key: 'KEY' } });
});

test.each([
  ['fails', `console.log('hidden-secret'); console.error('hidden-secret'); process.exit(3)`, 'failed with 3'],
  ['prints no JSON', `console.log('hidden-secret')`, 'no usable ExecCredential'],
  ['has no token', `answer({ token: '' })`, 'no usable ExecCredential'],
  [
    'speaks another version',
    `info.apiVersion = 'client.authentication.k8s.io/v2'; answer({ token: 'hidden-secret' })`,
    'no usable',
  ],
  ['prints without end', `process.stdout.write('hidden-secret'.repeat(200000))`, 'credential plugin'],
])('a plugin that %s is Unauthorized, and its output is not quoted', async (_, script, sentence) => {
  const error: unknown = await plugin(script)
    .current()
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({ kind: 'Unauthorized', message: expect.stringContaining(sentence) as string });
  expect(String(error)).not.toContain('hidden-secret');
});

test('a failed run is not remembered', async () => {
  const provider = plugin(`if (run === 1) process.exit(1); answer({ token: 'token-' + run })`);
  await expect(provider.current()).rejects.toMatchObject({ kind: 'Unauthorized' });
  expect(await provider.current()).toEqual({ token: 'token-2' });
});
