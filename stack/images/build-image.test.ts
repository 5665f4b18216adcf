import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { BuiltImage } from './build-image';
import { buildImage } from './build-image';
import { packTar } from './tar';

const FILE = { path: 'opt/lib/modules/5.14.0/gpu.ko', content: Buffer.from('a module') };
const amd64 = { platform: { os: 'linux', architecture: 'amd64' }, files: [FILE] };
const arm64 = {
  platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
  files: [{ ...FILE, content: Buffer.from('another') }],
};

interface Manifest {
  mediaType: string;
  config: { digest: string; size: number };
  layers: { digest: string; size: number; mediaType: string }[];
  manifests: { digest: string; size: number; platform: object }[];
}

const sha256 = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const parseManifest = (image: BuiltImage, at: number) =>
  JSON.parse(image.manifests.at(at)!.bytes.toString()) as Manifest;
const blobOf = (image: BuiltImage, digest: string) => image.blobs.find((blob) => blob.digest === digest)!.bytes;

test('one platform makes a plain image', () => {
  const image = buildImage({ platforms: [amd64] });
  expect(image.manifests).toHaveLength(1);
  expect(image.mediaType).toBe('application/vnd.oci.image.manifest.v1+json');
});

test.each([
  ['oci', 'application/vnd.oci.image.index.v1+json', 'application/vnd.oci.image.layer.v1.tar+gzip'],
  [
    'docker',
    'application/vnd.docker.distribution.manifest.list.v2+json',
    'application/vnd.docker.image.rootfs.diff.tar.gzip',
  ],
] as const)('two platforms make an index of %s', (flavour, mediaType, layerType) => {
  const image = buildImage({ platforms: [amd64, arm64], flavour });
  const index = parseManifest(image, -1);
  expect(image.mediaType).toBe(mediaType);
  expect(index.mediaType).toBe(mediaType);
  expect(index.manifests.map(({ platform }) => platform)).toEqual([amd64.platform, arm64.platform]);
  expect(index.manifests.map(({ digest, size }) => [digest, size])).toEqual(
    image.manifests.slice(0, 2).map(({ digest, bytes }) => [digest, bytes.length]),
  );
  expect(parseManifest(image, 0).layers[0]!.mediaType).toBe(layerType);
});

test('an index may have one platform', () => {
  const image = buildImage({ platforms: [arm64], index: true });
  expect(parseManifest(image, -1).manifests.map(({ platform }) => platform)).toEqual([arm64.platform]);
});

test('every digest and size is that of the bytes', () => {
  const image = buildImage({ platforms: [amd64, arm64] });
  for (const { digest, bytes } of [...image.manifests, ...image.blobs]) expect(digest).toBe(sha256(bytes));
  for (const at of [0, 1]) {
    const { config, layers } = parseManifest(image, at);
    for (const { digest, size } of [config, ...layers]) expect(blobOf(image, digest)).toHaveLength(size);
  }
  expect(image.digest).toBe(sha256(image.manifests.at(-1)!.bytes));
});

test('the configuration names platform, labels and the uncompressed layer', () => {
  const image = buildImage({ platforms: [{ ...arm64, labels: { version: '1' } }] });
  const { config, layers } = parseManifest(image, 0);
  expect(JSON.parse(blobOf(image, config.digest).toString())).toEqual({
    ...arm64.platform,
    config: { Labels: { version: '1' } },
    rootfs: { type: 'layers', diff_ids: [sha256(gunzipSync(blobOf(image, layers[0]!.digest)))] },
  });
});

test('equal specifications give equal images', () => {
  expect(buildImage({ platforms: [amd64] })).toEqual(buildImage({ platforms: [amd64] }));
  expect(buildImage({ platforms: [amd64] }).digest).not.toBe(buildImage({ platforms: [arm64] }).digest);
});

test('an image without a platform is refused', () => {
  expect(() => buildImage({ platforms: [], index: false })).toThrow('at least one platform');
});

describe('archive', () => {
  const untar = (archive: Buffer, ...args: string[]) =>
    execFileSync('tar', ['-f', '-', ...args], { input: archive }).toString();
  const long = `${'folder/'.repeat(20)}file.ko`;

  test('tar reads it, long paths too', () => {
    const archive = packTar([
      FILE,
      { path: long, content: Buffer.alloc(1025, 'x') },
      { path: 'empty', content: Buffer.alloc(0) },
    ]);
    expect(untar(archive, '-t').trim().split('\n')).toEqual([FILE.path, long, 'empty']);
    expect(untar(archive, '-xO', FILE.path)).toBe('a module');
    expect(untar(archive, '-xO', long)).toBe('x'.repeat(1025));
  });

  test('a path that does not fit is refused', () => {
    expect(() => packTar([{ path: 'x'.repeat(101), content: Buffer.alloc(0) }])).toThrow('too long');
  });
});
