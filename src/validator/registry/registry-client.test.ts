import { inspect } from 'node:util';
import type { RegistryFault } from '../../testing/registry-faults';
import { ENDLESS, HTML_PAGE, SCHEMA1 } from '../../testing/registry-faults';
import type { RegistryServer } from '../../testing/registry-server';
import { startRegistryServer } from '../../testing/registry-server';
import { RegistryClient } from './registry-client';
import { RegistryError } from './registry-error';
import type { RegistryAccess } from './registry-requester';

const { signal } = new AbortController();
const access: RegistryAccess = { transport: { plainHttp: false, skipTLSVerify: false }, signal };
const IMAGE_TYPE = 'application/vnd.oci.image.manifest.v1+json';

let server: RegistryServer;
let client: RegistryClient;

beforeEach(async () => {
  server = await startRegistryServer({ tls: true });
  client = new RegistryClient({
    settings: { trustedCAs: { [server.host]: [server.caPem] }, clusterCA: [] },
    limits: { deadlineMs: 3_000 },
  });
});
afterEach(async () => {
  await client.close();
  await server.close();
});

const target = (reference = '1.0', repository = 'org/app') => ({ registry: server.host, repository, reference });

/** The refusal of fetching `org/app:1.0`. */
async function refusal(work: Promise<unknown> = client.fetchManifest(target(), access)): Promise<RegistryError> {
  const error: unknown = await work.then(
    () => new Error('nothing was refused'),
    (reason: unknown) => reason,
  );
  if (error instanceof RegistryError) return error;
  throw error;
}

describe('fetchManifest', () => {
  test('an image has a digest, a type, a config and layers', async () => {
    const image = server.addImage({ repository: 'org/app', tags: ['1.0'], layers: [Buffer.from('layer')] });
    const manifest = await client.fetchManifest(target(), access);
    expect(manifest).toMatchObject({
      kind: 'Image',
      digest: image.digest,
      mediaType: IMAGE_TYPE,
      config: { digest: image.configDigests[0] },
      layers: [{ digest: image.layerDigests[0], size: 5 }],
    });
    expect(server.counters.requests).toMatchObject({ manifest: 1, ping: 0 });
  });

  test.each(['oci', 'docker'] as const)('an index of %s types lists its platforms', async (flavour) => {
    const platforms = [
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64', variant: 'v8' },
    ];
    const image = server.addImage({ repository: 'org/app', tags: ['1.0'], platforms, flavour });
    const manifest = await client.fetchManifest(target(image.digest), access);
    expect(manifest).toMatchObject({ kind: 'Index', mediaType: image.mediaType });
    expect(manifest.kind === 'Index' && manifest.manifests.map((entry) => entry.platform)).toEqual(platforms);
  });

  test.each([null, 'application/json', 'text/plain; charset=utf-8'])(
    'with the Content-Type %p the body says what it is',
    async (contentType) => {
      server.addImage({ repository: 'org/app', tags: ['1.0'] });
      server.setFault({ contentType });
      await expect(client.fetchManifest(target(), access)).resolves.toMatchObject({ mediaType: IMAGE_TYPE });
    },
  );

  test('without any type the structure says what it is, also after a byte order mark', async () => {
    const bytes = Buffer.from('\ufeff{"schemaVersion":2,"manifests":[]}');
    server.content.addRawManifest('org/app', bytes, '', ['1.0']);
    server.setFault({ contentType: null });
    await expect(client.fetchManifest(target(), access)).resolves.toMatchObject({ kind: 'Index', manifests: [] });
  });

  test('a missing Docker-Content-Digest is made up for', async () => {
    const image = server.addImage({ repository: 'org/app', tags: ['1.0'] });
    server.setFault({ contentDigest: null });
    await expect(client.fetchManifest(target(), access)).resolves.toMatchObject({ digest: image.digest });
  });

  const other = `sha256:${'0'.repeat(64)}`;
  const invalid: [string, RegistryFault, RegExp][] = [
    ['an HTML page', HTML_PAGE, /an HTML page instead of a manifest/],
    ['schema 1 by its type', SCHEMA1, /schema 1.*push the image again/],
    ['schema 1 by its body', { ...SCHEMA1, contentType: 'application/json' }, /schema 1/],
    ['an empty body', { body: '' }, /an empty body/],
    ['something that is not JSON', { body: 'hello' }, /not JSON/],
    ['JSON that is a list', { body: '[]' }, /not JSON|no manifest/],
    ['JSON that is null', { body: 'null' }, /not JSON/],
    ['an unknown type', { contentType: 'application/vnd.example+json' }, /unknown type application\/vnd.example\+json/],
    ['a list and an image at once', { body: '{"manifests":[],"layers":[]}' }, /at once/],
    ['a manifest without config', { body: '{"layers":[]}' }, /without usable config/],
    [
      'a list without entries that can be read',
      { body: '{"manifests":[5]}', contentType: 'application/vnd.oci.image.index.v1+json' },
      /usable entries/,
    ],
    ['a header with another digest', { contentDigest: other }, /digest its header names/],
    ['more than 4 MiB announced', { body: Buffer.alloc(5 * 1024 * 1024) }, /more than the 4194304 bytes/],
    ['a gigabyte that is not announced', ENDLESS, /more than the 4194304 bytes/],
    ['a redirect to itself', { redirect: 'loop' }, /more than 5 redirects/],
    ['a redirect to nowhere', { redirect: 'https://[' }, /not a URL/],
    ['a redirect to another protocol', { redirect: 'ftp://example.com/x' }, /not HTTP/],
    ['a redirect from HTTPS to HTTP', { redirect: 'http://example.com/x?token=s3cret' }, /plain HTTP at example.com/],
    ['a status that is not expected', { status: 418 }, /answered 418/],
  ];
  test.each(invalid)('%s is AnswerInvalid', async (_, fault, sentence) => {
    server.addImage({ repository: 'org/app', tags: ['1.0'] });
    server.setFault(fault);
    const error = await refusal();
    expect(error.kind).toBe('AnswerInvalid');
    expect(error.message).toMatch(sentence);
    expect(error.message).toContain(server.host);
    expect(error.message).not.toContain('s3cret');
  });

  test('bytes that do not have the digest asked for are refused', async () => {
    const right = server.addImage({ repository: 'org/app', tags: ['1.0'] });
    const wrong = server.addImage({ repository: 'org/app', tags: ['2.0'], config: { created: 'later' } });
    const body = server.content.findManifest('org/app', wrong.digest)?.bytes;
    server.setFault({ body: body ?? '', contentDigest: right.digest });
    const error = await refusal(client.fetchManifest(target(right.digest), access));
    expect([error.kind, error.message]).toEqual(['AnswerInvalid', expect.stringMatching(/digest asked for/)]);
  });

  test('a digest that cannot be verified is not asked for', async () => {
    const error = await refusal(client.fetchManifest(target('md5:abc'), access));
    expect([error.kind, server.counters.requests.manifest]).toEqual(['AnswerInvalid', 0]);
  });

  const statuses: [number, string][] = [
    [401, 'Unauthorized'],
    [403, 'Forbidden'],
    [404, 'NotFound'],
    [429, 'RateLimited'],
    [500, 'ServerError'],
    [502, 'ServerError'],
    [503, 'ServerError'],
  ];
  test.each(statuses)('status %i is %s, with the registry’s own words', async (status, kind) => {
    server.setFault({ status, error: { code: 'CODE', message: 'its\nwords' } });
    const error = await refusal();
    expect(error).toMatchObject({ kind, status, host: server.host, operation: 'manifest' });
    expect(error.message).toBe(
      `${server.host} answered ${status} when asked for the manifest of org/app:1.0 (CODE: its words)`,
    );
    expect(server.counters.requests.manifest).toBe(1);
  });

  test('a long error page is left out of the sentence', async () => {
    server.setFault({ status: 500, body: 'x'.repeat(100_000) });
    expect((await refusal()).message.length).toBeLessThan(200);
  });

  test('429 carries what Retry-After asks for, and holds later requests back', async () => {
    server.setFault({ status: 429, headers: { 'retry-after': '30' } });
    expect(await refusal()).toMatchObject({ kind: 'RateLimited', retryAfterMs: 30_000 });
    const controller = new AbortController();
    const later = client.fetchManifest(target(), { ...access, signal: controller.signal });
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    await expect(later).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.counters.requests.manifest).toBe(1);
  });

  test('a missing repository and a missing tag are both NotFound', async () => {
    server.addImage({ repository: 'org/app', tags: ['1.0'] });
    expect((await refusal(client.fetchManifest(target('9.9'), access))).message).toMatch(/MANIFEST_UNKNOWN/);
    expect((await refusal(client.fetchManifest(target('1.0', 'org/none'), access))).kind).toBe('NotFound');
  });
});

describe('a registry that does not answer', () => {
  test('a body that is cut is Unreachable', async () => {
    server.addImage({ repository: 'org/app', tags: ['1.0'] });
    server.setFault({ truncate: true });
    const error = await refusal();
    expect([error.kind, error.message]).toEqual(['Unreachable', expect.stringMatching(/in the middle/)]);
    expect(server.counters.requests.manifest).toBe(1);
  });

  test('silence is Unreachable and says time-out', async () => {
    await client.close();
    client = new RegistryClient({
      settings: { trustedCAs: {}, clusterCA: [server.caPem] },
      limits: { deadlineMs: 150 },
    });
    server.setFault({ hang: true });
    const error = await refusal();
    expect([error.kind, error.message]).toEqual(['Unreachable', expect.stringMatching(/within 0.15 s \(time-out\)/)]);
  });

  test('a reset connection is Unreachable, and a fresh one is not tried again', async () => {
    server.setFault({ reset: true });
    expect(await refusal()).toMatchObject({ kind: 'Unreachable', network: 'reset' });
    expect(server.counters.requests.manifest).toBe(1);
  });

  test('a kept connection that was closed meanwhile is tried once more', async () => {
    server.addImage({ repository: 'org/app', tags: ['1.0'] });
    await client.fetchManifest(target(), access);
    server.setFault({ reset: true, times: 1 });
    await expect(client.fetchManifest(target(), access)).resolves.toBeDefined();
    expect(server.counters.requests.manifest).toBe(3);
  });

  test('a refused connection is Unreachable', async () => {
    const error = await refusal(client.fetchManifest({ ...target(), registry: '127.0.0.1:1' }, access));
    expect(error).toMatchObject({ kind: 'Unreachable', network: 'refused' });
  });

  test('a name that does not exist is Unreachable', async () => {
    const error = await refusal(client.fetchManifest({ ...target(), registry: 'registry.invalid' }, access));
    expect([error.kind, error.message]).toEqual(['Unreachable', expect.stringMatching(/^registry\.invalid /)]);
  });

  test('a name that is none is Unreachable', async () => {
    const error = await refusal(client.fetchManifest({ ...target(), registry: 'a b' }, access));
    expect(error.kind).toBe('Unreachable');
  });

  test('the abort of the signal is thrown as it is', async () => {
    server.setFault({ hang: true });
    const controller = new AbortController();
    const work = client.fetchManifest(target(), { ...access, signal: controller.signal });
    setTimeout(() => controller.abort(new Error('enough')), 50);
    await expect(work).rejects.toThrow('enough');
  });
});

describe('headManifest', () => {
  test('digest and type come without a body', async () => {
    const image = server.addImage({ repository: 'org/app', tags: ['1.0'] });
    await expect(client.headManifest(target(), access)).resolves.toEqual({
      digest: image.digest,
      mediaType: IMAGE_TYPE,
    });
    expect(server.counters.requests).toMatchObject({ head: 1, manifest: 0 });
  });

  test.each<[string, RegistryFault]>([
    ['405', { on: 'head', status: 405 }],
    ['501', { on: 'head', status: 501 }],
    ['an answer without digest', { on: 'head', contentDigest: null }],
    ['an answer with a strange digest', { on: 'head', contentDigest: 'abc' }],
  ])('%s is followed by a GET', async (_, fault) => {
    const image = server.addImage({ repository: 'org/app', tags: ['1.0'] });
    server.setFault(fault);
    await expect(client.headManifest(target(), access)).resolves.toMatchObject({ digest: image.digest });
    expect(server.counters.requests).toMatchObject({ head: 1, manifest: 1 });
  });

  test('404 is NotFound without a GET', async () => {
    expect(await refusal(client.headManifest(target(), access))).toMatchObject({ kind: 'NotFound', operation: 'head' });
    expect(server.counters.requests.manifest).toBe(0);
  });

  test('another digest than the one asked for is refused', async () => {
    const image = server.addImage({ repository: 'org/app', tags: ['1.0'] });
    server.setFault({ contentDigest: `sha256:${'0'.repeat(64)}` });
    expect((await refusal(client.headManifest(target(image.digest), access))).kind).toBe('AnswerInvalid');
  });
});

describe('connections and observation', () => {
  test.each(['GET', 'HEAD'] as const)('200 times %s share at most 20 connections', async (method) => {
    const limited = new RegistryClient({
      settings: { trustedCAs: {}, clusterCA: [server.caPem] },
      limits: { perHostConcurrency: 16 },
    });
    server.addImage({ repository: 'org/app', tags: ['1.0'] });
    const read = method === 'GET' ? limited.fetchManifest.bind(limited) : limited.headManifest.bind(limited);
    await Promise.all(Array.from({ length: 200 }, () => read(target(), access)));
    expect(server.counters.requests[method === 'GET' ? 'manifest' : 'head']).toBe(200);
    expect(server.counters.connections).toBeLessThanOrEqual(20);
    await limited.close();
  });

  test('a refusal leaves the connection usable', async () => {
    for (let i = 0; i < 10; i++) await refusal();
    // The next request may leave before the connection of the last one is idle again.
    expect(server.counters.connections).toBeLessThanOrEqual(2);
  });

  test('at a slow registry the concurrency grows beyond 8 and stays within the cap', async () => {
    server.setFault({ delayMs: 5 });
    server.addImage({ repository: 'org/app', tags: ['1.0'] });
    const limited = new RegistryClient({
      settings: { trustedCAs: {}, clusterCA: [server.caPem] },
      limits: { perHostConcurrency: 24 },
    });
    await Promise.all(Array.from({ length: 300 }, () => limited.fetchManifest(target(), access)));
    expect(server.counters.mostConcurrent).toBeGreaterThan(8);
    expect(server.counters.mostConcurrent).toBeLessThanOrEqual(24);
    expect(server.counters.connections).toBeLessThanOrEqual(30);
    await limited.close();
  });

  test('every exchange is told with its result', async () => {
    const seen: unknown[] = [];
    const observed = new RegistryClient({
      settings: { trustedCAs: {}, clusterCA: [server.caPem] },
      onRequest: ({ host, operation, result }) => seen.push([host, operation, result]),
    });
    server.addImage({ repository: 'org/app', tags: ['1.0'] });
    await observed.fetchManifest(target(), access);
    await refusal(observed.headManifest(target('none'), access));
    server.setFault({ reset: true });
    await refusal(
      observed.fetchManifest(target('none'), { ...access, transport: { plainHttp: false, skipTLSVerify: true } }),
    );
    expect(seen).toEqual([
      [server.host, 'manifest', 200],
      [server.host, 'head', 404],
      [server.host, 'manifest', 'Unreachable'],
    ]);
    await observed.close();
  });
});

test('an error shows no secret however it is printed, also when the registry quotes it', async () => {
  const credential = { origin: 'Secret a/b', key: server.host, username: 'robot', password: 'hunter2-very-secret' };
  const basic = Buffer.from('robot:hunter2-very-secret').toString('base64');
  server.auth.configure({ mode: 'basic', users: { robot: 'another' } });
  const refused = await refusal(client.fetchManifest(target(), { ...access, credential }));
  expect(refused.kind).toBe('Unauthorized');
  server.auth.configure({ mode: 'basic', users: { robot: credential.password } });
  server.setFault({
    status: 403,
    error: { code: 'DENIED', message: `you sent Basic ${basic} (${credential.password})` },
  });
  const echoed = await refusal(client.fetchManifest(target(), { ...access, credential }));
  expect(echoed.kind).toBe('Forbidden');
  for (const error of [refused, echoed]) {
    const printed = `${inspect(error, { depth: 10 })} ${JSON.stringify(error)}`;
    expect(printed).not.toContain('hunter2');
    expect(printed).not.toContain(basic);
  }
});
