import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { RegistryServer, RegistryServerOptions } from '../../testing/registry-server';
import { startRegistryServer } from '../../testing/registry-server';
import { RegistryClient } from './registry-client';
import { RegistryError } from './registry-error';
import type { RegistryAccess } from './registry-requester';

const { signal } = new AbortController();
const access: RegistryAccess = { transport: { plainHttp: false, skipTLSVerify: false }, signal };
const LAYER = Buffer.from('0123456789'.repeat(10_000));

let server: RegistryServer;
let client: RegistryClient;
let layerDigest: string;
let configDigest: string;

async function start(options: RegistryServerOptions = {}): Promise<void> {
  server = await startRegistryServer({ tls: true, ...options });
  const image = server.addImage({
    repository: 'org/app',
    tags: ['1'],
    layers: [LAYER],
    config: { config: { Labels: { version: '4.22.0' } } },
  });
  layerDigest = image.layerDigests[0] ?? '';
  configDigest = image.configDigests[0] ?? '';
  client = new RegistryClient({ settings: { trustedCAs: {}, clusterCA: [server.caPem] } });
}
afterEach(async () => {
  await client.close();
  await server.close();
});

const target = () => ({ registry: server.host, repository: 'org/app' });

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function refusal(work: Promise<unknown>): Promise<RegistryError> {
  const error: unknown = await work.then(
    () => new Error('nothing was refused'),
    (reason: unknown) => reason,
  );
  if (error instanceof RegistryError) return error;
  throw error;
}

describe('openBlob', () => {
  test('the whole', async () => {
    await start();
    const blob = await client.openBlob(target(), layerDigest, access);
    expect([blob.partial, blob.size]).toEqual([false, LAYER.length]);
    expect((await readAll(blob.stream)).equals(LAYER)).toBe(true);
  });

  test('a part', async () => {
    await start();
    const blob = await client.openBlob(target(), layerDigest, { ...access, range: { start: 5, end: 14 } });
    expect([blob.partial, blob.size]).toEqual([true, LAYER.length]);
    expect((await readAll(blob.stream)).toString()).toBe('5678901234');
  });

  test('from a place to the end', async () => {
    await start();
    const range = { start: LAYER.length - 3 };
    const blob = await client.openBlob(target(), layerDigest, { ...access, range });
    expect((await readAll(blob.stream)).toString()).toBe('789');
  });

  test('a range that is ignored gives the whole, and says so', async () => {
    await start();
    server.setFault({ ignoreRange: true });
    const blob = await client.openBlob(target(), layerDigest, { ...access, range: { start: 5, end: 14 } });
    expect([blob.partial, blob.size]).toEqual([false, LAYER.length]);
    blob.stream.destroy();
  });

  test('a range behind the end is refused with 416', async () => {
    await start();
    const work = client.openBlob(target(), layerDigest, { ...access, range: { start: LAYER.length } });
    expect(await refusal(work)).toMatchObject({ kind: 'AnswerInvalid', status: 416 });
  });

  test('a connection that breaks is an error of the stream in words', async () => {
    await start();
    server.setFault({ truncate: true });
    const { stream } = await client.openBlob(target(), layerDigest, access);
    const error = await refusal(readAll(stream));
    expect([error.kind, error.message]).toEqual([
      'Unreachable',
      expect.stringMatching(/in the middle.*the blob sha256:/),
    ]);
  });

  test('the abort of the signal ends the stream', async () => {
    await start();
    server.setFault({ endlessBytes: 1024 ** 3 });
    const controller = new AbortController();
    const { stream } = await client.openBlob(target(), layerDigest, { ...access, signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await expect(readAll(stream)).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('an endless blob flows without piling up and stops when it is left', async () => {
    await start();
    server.setFault({ endlessBytes: 1024 ** 3 });
    const { stream } = await client.openBlob(target(), layerDigest, access);
    let read = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      read += chunk.length;
      if (read > 1_000_000) break;
    }
    expect(stream.destroyed).toBe(true);
  });

  test('open streams keep no other request waiting', async () => {
    await start();
    server.setFault({ on: 'blob', endlessBytes: 1024 ** 3 });
    const blobs = await Promise.all(Array.from({ length: 10 }, () => client.openBlob(target(), layerDigest, access)));
    await expect(client.fetchManifest({ ...target(), reference: '1' }, access)).resolves.toBeDefined();
    for (const { stream } of blobs) stream.destroy();
  });
});

describe('a redirect to another host', () => {
  test('is followed with the range and without Authorization', async () => {
    await start({ cdn: true, auth: { mode: 'basic', users: { robot: 'secret-word' } } });
    const credential = { origin: 'o', key: 'k', username: 'robot', password: 'secret-word' };
    const blob = await client.openBlob(target(), layerDigest, { ...access, credential, range: { start: 0, end: 3 } });
    expect((await readAll(blob.stream)).toString()).toBe('0123');
    expect(server.counters.authorizations.at(-1)).toMatch(/^Basic /);
    expect(server.counters.cdnAuthorizations).toEqual([undefined]);
  });

  test('a refusal there names both hosts, and not the signature', async () => {
    await start({ cdn: true });
    server.setFault({ on: 'cdn', status: 403, error: { code: 'AccessDenied', message: 'Request has expired' } });
    const error = await refusal(client.openBlob(target(), layerDigest, access));
    expect(error).toMatchObject({ kind: 'Forbidden', host: server.host });
    expect(error.message).toMatch(/^127\.0\.0\.1:\d+, to which 127\.0\.0\.1:\d+ sent the request on, answered 403/);
    expect(error.message).not.toContain('presigned');
  });

  test('a host there that cannot be reached is named', async () => {
    await start();
    server.setFault({ redirect: 'https://cdn.invalid/blob?signature=presigned-secret' });
    const error = await refusal(client.openBlob(target(), layerDigest, access));
    expect([error.kind, error.message]).toEqual(['Unreachable', expect.stringMatching(/^cdn\.invalid, to which/)]);
    expect(error.message).not.toContain('presigned');
  });

  test('a 401 there is not answered with the credential', async () => {
    await start({ cdn: true });
    const headers = { 'www-authenticate': 'Basic realm="give me"' };
    server.setFault({ on: 'cdn', status: 401, headers });
    const credential = { origin: 'o', key: 'k', username: 'robot', password: 'secret-word' };
    expect((await refusal(client.openBlob(target(), layerDigest, { ...access, credential }))).kind).toBe(
      'Unauthorized',
    );
    expect(server.counters.cdnAuthorizations).toEqual([undefined]);
  });
});

describe('fetchConfig and fetchPlatform', () => {
  test('platform and labels come from the configuration', async () => {
    await start({ cdn: true });
    await expect(client.fetchConfig(target(), configDigest, access)).resolves.toEqual({
      platform: { os: 'linux', architecture: 'amd64' },
      labels: { version: '4.22.0' },
    });
  });

  test('the platform of a digest is asked for once', async () => {
    await start();
    for (let i = 0; i < 3; i++) await client.fetchPlatform(target(), configDigest, access);
    expect(server.counters.requests.blob).toBe(1);
  });

  test.each<[string, object, RegExp]>([
    ['other bytes', { body: '{}' }, /digest asked for/],
    ['too many bytes', { endlessBytes: 1024 ** 3 }, /more than the 4194304 bytes/],
  ])('%s are AnswerInvalid', async (_, fault, sentence) => {
    await start();
    server.setFault({ ...fault, on: 'blob' });
    const error = await refusal(client.fetchConfig(target(), configDigest, access));
    expect([error.kind, error.message]).toEqual(['AnswerInvalid', expect.stringMatching(sentence)]);
  });

  test('a blob that is no configuration is AnswerInvalid', async () => {
    await start();
    const error = await refusal(client.fetchConfig(target(), layerDigest, access));
    expect(error.message).toMatch(/no image configuration/);
  });

  test('the digest of the test layer is its sha256', async () => {
    await start();
    expect(layerDigest).toBe(`sha256:${createHash('sha256').update(LAYER).digest('hex')}`);
  });
});
