import type { Reference } from '../../domain/image/reference';
import type { RegistryFault } from '../../testing/registry-faults';
import { HTML_PAGE, SCHEMA1 } from '../../testing/registry-faults';
import type { RegistryServer } from '../../testing/registry-server';
import { startRegistryServer } from '../../testing/registry-server';
import type { ImageReader, ImageRequest } from '../ports';
import { createImageReader } from './image-reader';
import { RegistryClient } from './registry-client';

let server: RegistryServer;
let client: RegistryClient;
let reader: ImageReader;

beforeEach(async () => {
  server = await startRegistryServer({ tls: true });
  client = new RegistryClient({ settings: { trustedCAs: {}, clusterCA: [server.caPem] } });
  reader = createImageReader(client);
});
afterEach(async () => {
  await client.close();
  await server.close();
});

function request(reference: Partial<Reference> = { tag: '1' }): ImageRequest {
  return {
    reference: { registry: server.host, repository: 'org/app', ...reference },
    credential: undefined,
    transport: { plainHttp: false, skipTLSVerify: false },
    signal: new AbortController().signal,
  };
}

const AMD64 = { os: 'linux', architecture: 'amd64' };
const ARM64 = { os: 'linux', architecture: 'arm64', variant: 'v8' };

describe('an image that is there', () => {
  test('a single image has the platform of its configuration: two exchanges', async () => {
    const image = server.addImage({ repository: 'org/app', tags: ['1'], platforms: [ARM64] });
    await expect(reader.readImage(request())).resolves.toEqual({
      kind: 'Found',
      host: server.host,
      digest: image.digest,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      platforms: [ARM64],
    });
    expect(server.counters.requests).toMatchObject({ manifest: 1, blob: 1, head: 0, ping: 0 });
  });

  test('a configuration seen before is not read again', async () => {
    server.addImage({ repository: 'org/app', tags: ['1'] });
    for (let i = 0; i < 3; i++) await reader.readImage(request());
    expect(server.counters.requests).toMatchObject({ manifest: 3, blob: 1 });
  });

  test('an index has the platforms it lists, without attestations: one exchange', async () => {
    server.addImage({ repository: 'org/app', tags: ['1'], platforms: [AMD64, ARM64, AMD64], attestation: true });
    await expect(reader.readImage(request())).resolves.toMatchObject({ kind: 'Found', platforms: [AMD64, ARM64] });
    expect(server.counters.requests).toMatchObject({ manifest: 1, blob: 0 });
  });

  test('a digest goes before a tag', async () => {
    const image = server.addImage({ repository: 'org/app', tags: ['1'] });
    server.addImage({ repository: 'org/app', tags: ['2'], config: { created: 'later' } });
    await expect(reader.readImage(request({ tag: '2', digest: image.digest }))).resolves.toMatchObject({
      digest: image.digest,
    });
  });

  test('an artifact that says no platform has none', async () => {
    server.addImage({ repository: 'org/app', tags: ['1'], config: { os: '', architecture: '' } });
    await expect(reader.readImage(request())).resolves.toMatchObject({ kind: 'Found', platforms: [] });
  });

  test('an index without entries has no platforms', async () => {
    server.addImage({ repository: 'org/app', tags: ['1'], platforms: [] });
    await expect(reader.readImage(request())).resolves.toMatchObject({ kind: 'Found', platforms: [] });
  });
});

describe('an image that is not given', () => {
  const table: [string, RegistryFault, string, number | undefined][] = [
    ['404', { status: 404 }, 'NotFound', 404],
    ['401', { status: 401 }, 'Unauthorized', 401],
    ['403', { status: 403 }, 'Forbidden', 403],
    ['429', { status: 429 }, 'RateLimited', 429],
    ['502', { status: 502 }, 'ServerError', 502],
    ['HTML', HTML_PAGE, 'AnswerInvalid', 200],
    ['schema 1', SCHEMA1, 'AnswerInvalid', 200],
    ['a cut body', { truncate: true }, 'Unreachable', undefined],
  ];
  test.each(table)('%s is an answer, not an exception', async (_, fault, kind, status) => {
    server.addImage({ repository: 'org/app', tags: ['1'] });
    server.setFault(fault);
    const answer = await reader.readImage(request());
    expect(answer).toMatchObject({ kind, host: server.host, detail: expect.stringContaining(server.host) });
    expect('status' in answer ? answer.status : undefined).toBe(status);
  });

  test('Retry-After is passed on', async () => {
    server.setFault({ status: 429, headers: { 'retry-after': '3' } });
    await expect(reader.readImage(request())).resolves.toMatchObject({ kind: 'RateLimited', retryAfterMs: 3_000 });
  });

  test('an untrusted certificate is an answer', async () => {
    client.configure({ trustedCAs: {}, clusterCA: [] });
    await expect(reader.readImage(request())).resolves.toMatchObject({ kind: 'CertificateUntrusted' });
  });

  test('a missing configuration is a broken image, not a missing one', async () => {
    const image = server.addImage({ repository: 'org/app', tags: ['1'] });
    server.content.removeBlob(image.configDigests[0] ?? '');
    await expect(reader.readImage(request())).resolves.toMatchObject({
      kind: 'AnswerInvalid',
      detail: expect.stringMatching(/answered 404 when asked for the configuration .*although the manifest names it/),
    });
  });

  test('the abort of the signal is the only exception', async () => {
    server.setFault({ hang: true });
    const controller = new AbortController();
    const work = reader.readImage({ ...request(), signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  });
});
