import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { startBridge, type Bridge } from './bridge';

interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

let folder: string;
let upstream: Server;
let seen: Seen[];
let bridge: Bridge;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bridge-'));
  await mkdir(join(folder, 'plugin', 'locales', 'ja'), { recursive: true });
  await mkdir(join(folder, 'host'));
  await writeFile(join(folder, 'plugin', 'plugin-manifest.json'), '{"name":"p"}');
  await writeFile(join(folder, 'plugin', 'locales', 'ja', 'plugin__p.json'), '{"a":"b"}');
  await writeFile(join(folder, 'host', 'index.html'), '<script>$SERVER_FLAGS$</script>');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  seen = [];
  upstream = createServer((incoming, response) => {
    let body = '';
    incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
    incoming.on('end', () => {
      const { method, url, headers } = incoming;
      seen.push({ method, url, headers, body });
      response.writeHead(207, { 'x-own': 'yes', server: 'hidden', 'access-control-allow-origin': '*' });
      response.end('answer');
    });
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  bridge = await startBridge({
    apiServer: { url, caPem: '' },
    token: 'user-token',
    validatorUrl: url,
    plugin: { name: 'p', folder: join(folder, 'plugin') },
    hostFolder: join(folder, 'host'),
  });
});

afterEach(async () => {
  await bridge.stop();
  await new Promise((resolve) => upstream.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

async function call(path: string, options: Parameters<typeof request>[1] = {}) {
  const { statusCode, headers, body } = await request(bridge.url + path, options);
  return { status: statusCode, headers, text: await body.text() };
}

async function readCsrf(): Promise<{ cookie: string; 'x-csrftoken': string }> {
  const { headers } = await call('/any/page');
  const cookie = String(headers['set-cookie']).split(';')[0] ?? '';
  return { cookie, 'x-csrftoken': cookie.slice('csrf-token='.length) };
}

test('the API server gets the user’s token in the place of everything that says who asks', async () => {
  const headers = { authorization: 'Bearer other', cookie: 'a=b', origin: 'http://x', accept: 'application/json' };
  const answer = await call('/api/kubernetes/api/v1/nodes?limit=1', { headers });
  expect(answer).toMatchObject({ status: 207, text: 'answer', headers: { 'x-own': 'yes' } });
  expect(answer.headers).not.toHaveProperty('server');
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  expect(seen).toMatchObject([{ method: 'GET', url: '/api/v1/nodes?limit=1' }]);
  expect(seen[0]?.headers).toMatchObject({ authorization: 'Bearer user-token', accept: 'application/json' });
  expect(seen[0]?.headers).not.toHaveProperty('cookie');
  expect(seen[0]?.headers).not.toHaveProperty('origin');
});

test('what changes something needs the token of the page, in cookie and header', async () => {
  const csrf = await readCsrf();
  const path = '/api/proxy/plugin/p/validator/api/v1/ask';
  const post = (headers: Record<string, string>) => call(path, { method: 'POST', body: '{}', headers });
  const refusals = [
    {},
    { cookie: csrf.cookie },
    { 'x-csrftoken': csrf['x-csrftoken'] },
    { ...csrf, cookie: 'csrf-token=x' },
  ];
  for (const headers of refusals) expect(await post(headers as Record<string, string>)).toMatchObject({ status: 403 });
  expect(seen).toEqual([]);
  expect(await post(csrf)).toMatchObject({ status: 207, headers: { 'content-security-policy': 'sandbox;' } });
  expect(seen).toMatchObject([{ method: 'POST', url: '/api/v1/ask', body: '{}' }]);
  expect(seen[0]?.headers).not.toHaveProperty('x-csrftoken');
});

test('impersonated groups arrive one by one, with the group of everybody', async () => {
  await call('/api/kubernetes/x', { headers: { 'impersonate-user': 'u', 'x-console-impersonate-groups': 'a,b' } });
  expect(seen[0]?.headers['impersonate-group']).toBe('a, b, system:authenticated');
  expect(seen[0]?.headers).not.toHaveProperty('x-console-impersonate-groups');
  await call('/api/kubernetes/x', { headers: { 'x-console-impersonate-groups': 'system:masters' } });
  expect(seen[1]?.headers).not.toHaveProperty('impersonate-group');
});

test('a foreign name that leads to loopback gets nothing', async () => {
  expect(await call('/api/kubernetes/api', { headers: { host: 'evil.example' } })).toMatchObject({ status: 403 });
  expect(seen).toEqual([]);
});

test('the plugin’s files, its words, and nothing beside its folder', async () => {
  expect(await call('/api/plugins/p/plugin-manifest.json?x=1')).toMatchObject({ status: 200, text: '{"name":"p"}' });
  expect(await call('/locales/resource.json?lng=ja&ns=plugin__p')).toMatchObject({ status: 200, text: '{"a":"b"}' });
  for (const path of [
    '/api/plugins/p/..%2fsecret.txt',
    '/api/plugins/p/%',
    '/api/plugins/other/plugin-manifest.json',
    '/locales/resource.json?lng=../ja&ns=plugin__p',
    '/locales/resource.json?lng=ja&ns=other',
    '/api/unknown',
  ]) {
    expect(await call(path)).toMatchObject({ status: 404 });
  }
});

test('every other address is the page, which knows its plugin', async () => {
  const { text } = await call('/k8s/ns/gpu/secrets');
  expect(JSON.parse(/<script>(.*)<\/script>/.exec(text)?.[1] ?? '')).toMatchObject({
    releaseVersion: '4.22.0',
    consolePlugins: ['p'],
    i18nNamespaces: ['plugin__p'],
  });
});

test('an upstream that is gone is a bad gateway', async () => {
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
  expect(await call('/api/kubernetes/api')).toMatchObject({ status: 502 });
  upstream = createServer();
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
});
