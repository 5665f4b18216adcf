import type { RegistryServer } from '../registry-server';
import { startRegistryServer } from '../registry-server';
import { releaseFixture } from './release-shapes';
import type { ServedBlobs } from './serve-fixture';
import { addToRegistryServer, toPushable } from './serve-fixture';
import { makeNoise, SeededRandom } from './seeded-random';

let server: RegistryServer;
let served: ServedBlobs;

beforeAll(async () => {
  server = await startRegistryServer();
  const releases = await Promise.all([releaseFixture('single-x86_64'), releaseFixture('multi-oci')]);
  served = addToRegistryServer(server, ...releases.flatMap(({ images }) => images));
});

beforeEach(() => {
  served.asked.length = 0;
});

afterAll(() => server.close());

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${server.url}/v2/${path}`, { headers });
const RELEASE = 'openshift-release-dev/ocp-release';
const COMPONENTS = 'openshift-release-dev/ocp-v4.0-art-dev';

test('a manifest is there by digest and tag', async () => {
  const { release } = await releaseFixture('single-x86_64');
  const { manifest } = release;
  for (const reference of [manifest.digest, '4.19.0-x86_64']) {
    const answer = await get(`${RELEASE}/manifests/${reference}`);
    expect(answer.headers.get('content-type')).toBe(manifest.mediaType);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(manifest.bytes);
  }
});

test('the images of a list are there, attestations too', async () => {
  const { release } = await releaseFixture('multi-oci');
  expect(release.children).toHaveLength(8);
  for (const { manifest, blobs } of release.children) {
    expect((await get(`${RELEASE}/manifests/${manifest.digest}`)).status).toBe(200);
    expect((await get(`${RELEASE}/blobs/${blobs[0]!.digest}`)).status).toBe(200);
  }
});

test('a range of a layer is that part of its bytes; nothing else is asked for', async () => {
  const { release } = await releaseFixture('single-x86_64');
  const layer = release.blobs.at(-1)!;
  const answer = await get(`${RELEASE}/blobs/${layer.digest}`, { range: 'bytes=100-32767' });
  expect(answer.status).toBe(206);
  expect(answer.headers.get('content-range')).toBe(`bytes 100-32767/${layer.size}`);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(layer.bytes().subarray(100, 32_768));
  expect(served.asked).toEqual([layer.digest]);
});

test('a big layer is served when someone does ask for it', async () => {
  const { streams } = await releaseFixture('single-x86_64');
  const { digest, size } = streams[0]!.images.extensions.blobs.at(-2)!;
  const answer = await get(`${COMPONENTS}/blobs/${digest}`, { range: `bytes=${size - 8}-` });
  expect(answer.headers.get('content-length')).toBe('8');
  // What gzip ends with: the size of the content.
  const end = Buffer.from(await answer.arrayBuffer());
  expect(end.readUInt32LE(4)).toBeGreaterThan(50 * 1024 ** 2);
  expect(served.asked).toEqual([digest]);
});

test('other blobs of the server stay there, unknown ones unknown', async () => {
  const { layerDigests } = server.addImage({ repository: 'a/b', layers: [Buffer.from('mine')] });
  expect(await (await get(`a/b/blobs/${layerDigests[0]!}`)).text()).toBe('mine');
  expect((await get(`a/b/blobs/sha256:${'0'.repeat(64)}`)).status).toBe(404);
  expect(served.asked).toEqual([]);
});

test('for a push the images come before their list, and each blob once', async () => {
  const { release } = await releaseFixture('multi-oci');
  const pushable = toPushable(release);
  expect(pushable.manifests).toHaveLength(9);
  expect(pushable.manifests.at(-1)).toEqual(release.manifest);
  expect(pushable.digest).toBe(release.manifest.digest);
  const digests = pushable.blobs.map(({ digest }) => digest);
  expect(new Set(digests).size).toBe(digests.length);
  // Four configurations, four times five layers below, one payload; a configuration and a statement each as proof.
  expect(digests).toHaveLength(4 + 20 + 1 + 1 + 4);
});

describe('seeds', () => {
  test('give the same on every machine', () => {
    expect(new SeededRandom('a seed').hex(16)).toBe('6e9e51720362138a');
    expect(Buffer.concat([...makeNoise('a seed', 8)]).toString('hex')).toBe('6e9e51720362138a');
  });

  test('give noise of any length, as long as asked for', () => {
    const long = Buffer.concat([...makeNoise('a seed', 200_001)]);
    expect(long).toHaveLength(200_001);
    expect(long.subarray(0, 70_000)).toEqual(Buffer.concat([...makeNoise('a seed', 70_000)]));
    expect(long).not.toEqual(Buffer.concat([...makeNoise('another', 200_001)]));
  });
});
