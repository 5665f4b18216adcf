import { gunzipSync } from 'node:zlib';
import { sha256Digest } from '../registry-content';
import type { FixtureImage } from './fixture-image';
import type { HostileName } from './hostile-release';
import { HOSTILE_NAMES, hostileRelease } from './hostile-release';
import { readLayer } from './read-layer';

const PATH = 'release-manifests/image-references';

const lastLayer = async (name: HostileName) => (await hostileRelease(name)).image.blobs.at(-1)!.bytes();
const references = async (name: HostileName) =>
  (await readLayer(await lastLayer(name))).find(({ path }) => path === PATH)!.text;
const dtkTags = async (name: HostileName) =>
  JSON.parse(await references(name)).spec.tags.filter((tag: { name: string }) => tag.name === 'driver-toolkit');
const manifestOf = ({ manifest }: FixtureImage) => JSON.parse(manifest.bytes.toString());

test.each(HOSTILE_NAMES)('%s: the digests are those of the bytes, whatever they say', async (name) => {
  const { image, pullSpec } = await hostileRelease(name);
  expect(pullSpec).toBe(`quay.io/openshift-release-dev/ocp-release@${sha256Digest(image.manifest.bytes)}`);
  const { layers = [] } = manifestOf(image);
  for (const { digest, size } of layers) {
    const blob = image.blobs.find((one) => one.digest === digest)!;
    expect(blob.size).toBe(size);
    expect(sha256Digest(blob.bytes())).toBe(digest);
  }
});

test('no two are alike', async () => {
  const pullSpecs = await Promise.all(HOSTILE_NAMES.map(async (name) => (await hostileRelease(name)).pullSpec));
  expect(new Set(pullSpecs).size).toBe(HOSTILE_NAMES.length);
});

describe('image-references', () => {
  test('may be missing', async () => {
    const paths = (await readLayer(await lastLayer('references-missing'))).map(({ path }) => path);
    expect(paths).toContain('release-manifests/release-metadata');
    expect(paths).not.toContain(PATH);
  });

  test.each(['not-json', 'json-truncated', 'json-bom'] as const)('may be no JSON: %s', async (name) => {
    const text = await references(name);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
  });

  test('may be of another kind or version', async () => {
    expect(JSON.parse(await references('kind-wrong')).kind).not.toBe('ImageStream');
    expect(JSON.parse(await references('api-version-wrong')).apiVersion).not.toBe('image.openshift.io/v1');
  });

  test('may name a Driver Toolkit never or twice', async () => {
    expect(await dtkTags('dtk-absent')).toEqual([]);
    const { dtkImage } = await hostileRelease('dtk-twice');
    const names = (await dtkTags('dtk-twice')).map(({ from }: { from: { name: string } }) => from.name);
    expect(names).toEqual([dtkImage, dtkImage.replace(/d+$/, 'f'.repeat(64))]);
  });

  test.each([
    ['from-image-stream-tag', { kind: 'ImageStreamTag', name: 'driver-toolkit:latest' }],
    ['from-empty', { kind: 'DockerImage', name: '' }],
    ['from-tag', { kind: 'DockerImage', name: 'quay.io/openshift-release-dev/ocp-v4.0-art-dev:latest' }],
    [
      'from-port',
      {
        kind: 'DockerImage',
        name: expect.stringMatching(/^registry\.example\.com:5000\/ocp\/components@sha256:d{64}$/),
      },
    ],
  ] as const)('may point elsewhere: %s', async (name, from) => {
    expect((await dtkTags(name))[0].from).toEqual(from);
  });

  test('may point nowhere', async () => {
    expect((await dtkTags('from-missing'))[0]).not.toHaveProperty('from');
  });

  test('may be of another version than release-metadata', async () => {
    const entries = await readLayer(await lastLayer('metadata-version-differs'));
    const [stream, metadata] = entries.slice(1, 3).map(({ text }) => JSON.parse(text));
    expect([stream.metadata.name, metadata.version]).toEqual(['4.19.0', '4.18.99']);
  });
});

describe('layer', () => {
  test('cut in the middle of image-references', async () => {
    expect(() => gunzipSync(Buffer.alloc(0))).toThrow('unexpected end of file');
    const bytes = await lastLayer('gzip-truncated');
    expect(() => gunzipSync(bytes)).toThrow('unexpected end of file');
  });

  test('of Zstandard says so in its type and its first bytes', async () => {
    const { image } = await hostileRelease('zstd-layer');
    expect(manifestOf(image).layers.at(-1).mediaType).toMatch(/zstd$/);
    const bytes = image.blobs.at(-1)!.bytes();
    expect(bytes.readUInt32LE()).toBe(0xfd2fb528);
    expect(bytes.includes('"driver-toolkit"')).toBe(true);
  });

  test('that is a plain archive is announced as gzip', async () => {
    const { image } = await hostileRelease('plain-tar');
    expect(manifestOf(image).layers.at(-1).mediaType).toMatch(/gzip$/);
    const bytes = image.blobs.at(-1)!.bytes();
    expect(bytes.subarray(0, PATH.length).toString()).toBe(PATH);
    expect(bytes.subarray(257, 262).toString()).toBe('ustar');
  });

  test('claims an entry of 10 GiB before the file', async () => {
    const bytes = await lastLayer('claimed-10-gib');
    await expect(readLayer(bytes)).rejects.toThrow('Unexpected end of data');
    const header = gunzipSync(bytes).subarray(512, 1024);
    expect(header.readBigUInt64BE(128)).toBe(10n * 1024n ** 3n);
    expect(bytes.length).toBeLessThan(200_000);
  });

  test('unpacks to a gibibyte of zeros before the file', async () => {
    const bytes = await lastLayer('gzip-bomb');
    expect(bytes.length).toBeLessThan(2 * 1024 ** 2);
    expect(bytes.readUInt32LE(bytes.length - 4)).toBeGreaterThan(1024 ** 3);
    expect(() => gunzipSync(bytes, { maxOutputLength: 512 * 1024 ** 2 })).toThrow('larger than');
  });

  test.each([
    ['whiteout', 'release-manifests/.wh.image-references'],
    ['opaque-whiteout', 'release-manifests/.wh..wh..opq'],
  ] as const)('removes the file of the layer below: %s', async (name, path) => {
    const { image } = await hostileRelease(name);
    expect((await readLayer(image.blobs.at(-1)!.bytes())).map((entry) => entry.path)).toContain(path);
    expect((await readLayer(image.blobs.at(-2)!.bytes())).map((entry) => entry.path)).toContain(PATH);
  });

  test('has a link in place of the file', async () => {
    const entries = await readLayer(await lastLayer('symlink'));
    expect(entries.find(({ path }) => path === PATH)).toMatchObject({
      type: 'symlink',
      linkTo: '../elsewhere/image-references',
    });
  });

  test('has a name that needs a PAX header before the file', async () => {
    const bytes = await lastLayer('pax-long-path');
    const paths = (await readLayer(bytes)).map(({ path }) => path);
    expect(paths[1]!.length).toBeGreaterThan(256);
    expect(paths[2]).toBe(PATH);
    expect(gunzipSync(bytes).toString('latin1')).toMatch(/\d+ path=release-manifests\/deep-folder/);
  });

  test('has names that begin with a dot', async () => {
    expect((await readLayer(await lastLayer('dot-slash-paths')))[0]!.path).toBe(`./${PATH}`);
  });
});

describe('list', () => {
  test('without amd64, of lists, of nothing', async () => {
    const [without, nested, empty] = await Promise.all(
      (['list-without-architecture', 'list-nested', 'list-empty'] as const).map(
        async (name) => (await hostileRelease(name)).image,
      ),
    );
    expect(
      manifestOf(without!).manifests.map(
        ({ platform }: { platform: { architecture: string } }) => platform.architecture,
      ),
    ).toEqual(['s390x']);
    expect(manifestOf(nested!).manifests[0].mediaType).toMatch(/manifest\.list/);
    expect(nested!.children[0]!.children).toHaveLength(1);
    expect(manifestOf(empty!).manifests).toEqual([]);
  });

  test('a manifest of more than 4 MiB still has its layers', async () => {
    const { image } = await hostileRelease('manifest-5-mib');
    expect(image.manifest.bytes.length).toBeGreaterThan(4 * 1024 ** 2);
    expect(manifestOf(image).layers).toHaveLength(6);
  });
});
