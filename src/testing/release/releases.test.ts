import { constants, gunzipSync } from 'node:zlib';
import { sha256Digest } from '../registry-content';
import { buildRelease } from './build-release';
import { hostileDtk, HOSTILE_DTK_NAMES } from './hostile-dtk';
import type { FixtureImage } from './fixture-image';
import { printImageReferences } from './image-references';
import { readLayer } from './read-layer';
import type { ReleaseShape } from './release-shapes';
import { OCP_4_19, RELEASE_SHAPES, releaseFixture } from './release-shapes';

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  platform?: { architecture: string; os: string };
  annotations?: Record<string, string>;
}
/** Of an image or of a list; what the other has is empty. */
interface Manifest {
  mediaType: string;
  layers: Descriptor[];
  manifests: Descriptor[];
  config?: Descriptor;
}

const SHAPES = Object.keys(RELEASE_SHAPES) as ReleaseShape[];
const KIBIBYTE = 1024;
const MEBIBYTE = KIBIBYTE ** 2;

const manifestOf = (image: FixtureImage) =>
  ({ layers: [], manifests: [], ...JSON.parse(image.manifest.bytes.toString()) }) as Manifest;
const blobOf = (image: FixtureImage, { digest }: Descriptor) => image.blobs.find((blob) => blob.digest === digest)!;
const configOf = (image: FixtureImage) => JSON.parse(blobOf(image, manifestOf(image).config!).bytes().toString());
const labelsOf = (image: FixtureImage) => configOf(image).config.Labels as Record<string, string>;
const layerOf = (image: FixtureImage, at: number) => blobOf(image, manifestOf(image).layers.at(at)!);
const filesOf = (image: FixtureImage, at: number) => readLayer(layerOf(image, at).bytes());
const flatten = (image: FixtureImage): FixtureImage[] => [image, ...image.children.flatMap(flatten)];
const decodePrefix = (bytes: Buffer, length: number) =>
  gunzipSync(bytes.subarray(0, length), { finishFlush: constants.Z_SYNC_FLUSH }).toString();

async function fileOf(image: FixtureImage, at: number, path: string): Promise<string> {
  return (await filesOf(image, at)).find((entry) => entry.path === path)!.text;
}

describe('the payload of a single architecture', () => {
  const load = () => releaseFixture('single-x86_64');

  test('is a Docker image of six layers with two labels', async () => {
    const { release } = await load();
    const manifest = manifestOf(release);
    expect(manifest.mediaType).toBe('application/vnd.docker.distribution.manifest.v2+json');
    expect(manifest.layers).toHaveLength(6);
    expect(manifest.layers[0]!.mediaType).toBe('application/vnd.docker.image.rootfs.diff.tar.gzip');
    expect(labelsOf(release)).toEqual({
      'io.openshift.release': '4.19.0',
      'io.openshift.release.base-image-digest': expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
    expect(configOf(release)).toMatchObject({ architecture: 'amd64', os: 'linux' });
    expect(release.tags).toEqual(['4.19.0-x86_64']);
  });

  test('has the two files first, then more than 700 manifests, in a layer of 1.5 to 3 MB', async () => {
    const { release } = await load();
    const { size } = layerOf(release, -1);
    expect(size).toBeGreaterThan(1.5e6);
    expect(size).toBeLessThan(3e6);
    const entries = await filesOf(release, -1);
    expect(entries.slice(0, 3).map(({ path, type }) => [path.replace(/\/$/, ''), type])).toEqual([
      ['release-manifests', 'directory'],
      ['release-manifests/image-references', 'file'],
      ['release-manifests/release-metadata', 'file'],
    ]);
    const manifests = entries.slice(3).map(({ path }) => path);
    expect(manifests.length).toBeGreaterThan(700);
    expect(manifests.filter((path) => !/^release-manifests\/0000_50_[^/]+\.yaml$/.test(path))).toEqual([]);
    expect(new Set(manifests).size).toBe(manifests.length);
  });

  test('lets 24 KiB decode all of image-references, and less than 15 KiB not', async () => {
    const { release, references } = await load();
    const bytes = layerOf(release, -1).bytes();
    const text = printImageReferences(references);
    expect(decodePrefix(bytes, 24 * KIBIBYTE)).toContain(text);
    expect(decodePrefix(bytes, 15 * KIBIBYTE)).not.toContain(text);
    expect(text.length).toBeGreaterThan(115_000);
    expect(text.length).toBeLessThan(140_000);
  });

  test('names its components among some 190, sorted, by digest', async () => {
    const { references, streams } = await load();
    const { tags } = references.spec;
    const [stream] = streams;
    expect(tags.length).toBeGreaterThanOrEqual(182);
    expect(tags.length).toBeLessThanOrEqual(195);
    const names = tags.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)].sort());
    for (const { from } of tags) {
      expect(from!.name).toMatch(/^quay\.io\/openshift-release-dev\/ocp-v4\.0-art-dev@sha256:[0-9a-f]{64}$/);
    }
    const pullSpecOf = (name: string) => tags.find((tag) => tag.name === name)!.from!.name;
    expect(pullSpecOf('driver-toolkit')).toBe(stream!.dtkImage);
    expect(pullSpecOf('rhel-coreos')).toBe(stream!.osImage);
    expect(pullSpecOf('rhel-coreos-extensions')).toBe(stream!.extensionsImage);
    expect(tags.find(({ name }) => name === 'rhel-coreos')!.annotations).toMatchObject({
      'io.openshift.build.versions': 'machine-os=9.6.20250514-0',
      'io.openshift.build.commit.id': expect.stringMatching(/^[0-9a-f]{40}$/),
    });
  });

  test('says its version in both files', async () => {
    const { release } = await load();
    expect(JSON.parse(await fileOf(release, -1, 'release-manifests/release-metadata'))).toMatchObject({
      kind: 'cincinnati-metadata-v0',
      version: '4.19.0',
      previous: { length: 30 },
    });
    const references = JSON.parse(await fileOf(release, -1, 'release-manifests/image-references'));
    expect(references.metadata.name).toBe('4.19.0');
  });
});

test.each(SHAPES)('%s: every digest and size is that of the bytes', async (shape) => {
  const { images, pullSpec, release } = await releaseFixture(shape);
  expect(pullSpec.endsWith(`@${release.manifest.digest}`)).toBe(true);
  for (const image of images.flatMap(flatten)) {
    const { bytes, digest, mediaType } = image.manifest;
    expect(digest).toBe(sha256Digest(bytes));
    const { layers, manifests, config, mediaType: inside } = manifestOf(image);
    expect(inside).toBe(mediaType);
    for (const descriptor of config === undefined ? [] : [config, ...layers]) {
      const blob = blobOf(image, descriptor);
      expect(blob.size).toBe(descriptor.size);
      if (blob.size > 4 * MEBIBYTE) continue;
      expect(sha256Digest(blob.bytes())).toBe(descriptor.digest);
    }
    const children = image.children.map(({ manifest }) => ({ digest: manifest.digest, size: manifest.bytes.length }));
    expect(manifests.map((entry) => ({ digest: entry.digest, size: entry.size }))).toEqual(children);
  }
});

test('a big layer is made anew at each reading, with the digest that it has', async () => {
  const { streams } = await releaseFixture('single-x86_64');
  const { extensions } = streams[0]!.images;
  const blob = layerOf(extensions, -2);
  const first = blob.bytes();
  expect(first.length).toBeGreaterThan(50 * MEBIBYTE);
  expect(sha256Digest(first)).toBe(blob.digest);
  expect(blob.bytes()).not.toBe(first);
  const config = configOf(extensions);
  expect(config.rootfs.diff_ids.at(-2)).toBe(sha256Digest(gunzipSync(first)));
});

test('equal options give equal images, another version gives others', async () => {
  const small = { ...OCP_4_19, manifestCount: 5, fillerBytes: 100 };
  const [one, other, newer] = await Promise.all([
    buildRelease(small),
    buildRelease(small),
    buildRelease({ ...small, version: '4.19.1' }),
  ]);
  expect(one.images.map(({ manifest }) => manifest.digest)).toEqual(
    other.images.map(({ manifest }) => manifest.digest),
  );
  expect(newer.pullSpec).not.toBe(one.pullSpec);
  expect(newer.streams[0]!.dtkImage).toBe(one.streams[0]!.dtkImage);
});

describe('several architectures', () => {
  const ARCHITECTURES = ['amd64', 'arm64', 'ppc64le', 's390x'];

  test('make lists of the release and of its components, with one and the same image-references', async () => {
    const { release, streams } = await releaseFixture('multi');
    const { dtk, os, extensions } = streams[0]!.images;
    for (const list of [release, dtk, os, extensions]) {
      expect(list.manifest.mediaType).toBe('application/vnd.docker.distribution.manifest.list.v2+json');
      expect(manifestOf(list).manifests.map(({ platform }) => platform!.architecture)).toEqual(ARCHITECTURES);
      expect(list.children.map((child) => configOf(child).architecture)).toEqual(ARCHITECTURES);
    }
    const payloads = new Set(release.children.map((child) => layerOf(child, -1).digest));
    expect(payloads.size).toBe(1);
    const references = await fileOf(release.children[1]!, -1, 'release-manifests/image-references');
    expect(references).toContain(streams[0]!.dtkImage);
    expect(streams[0]!.dtkImage.endsWith(dtk.manifest.digest)).toBe(true);
    const metadata = JSON.parse(await fileOf(release.children[0]!, -1, 'release-manifests/release-metadata'));
    expect(metadata.metadata['release.openshift.io/architecture']).toBe('multi');
  });

  test('as an OCI index bring attestations that no node runs', async () => {
    const { release } = await releaseFixture('multi-oci');
    const { mediaType, manifests } = manifestOf(release);
    expect(mediaType).toBe('application/vnd.oci.image.index.v1+json');
    const [images, proofs] = [manifests.slice(0, 4), manifests.slice(4)];
    expect(images.map(({ platform }) => platform!.architecture)).toEqual(ARCHITECTURES);
    expect(proofs.map(({ platform }) => platform)).toEqual(Array(4).fill({ architecture: 'unknown', os: 'unknown' }));
    expect(proofs.map(({ annotations }) => annotations!['vnd.docker.reference.digest'])).toEqual(
      images.map(({ digest }) => digest),
    );
  });

  test('have their own kernels, and only the first and second a second one', async () => {
    const { streams } = await releaseFixture('multi');
    expect(streams[0]!.kernels.map(({ version, source }) => [version, source])).toEqual([
      ['5.14.0-570.19.1.el9_6.x86_64', 'extensions'],
      ['5.14.0-570.19.1.el9_6.x86_64+rt', 'extensions'],
      ['5.14.0-570.19.1.el9_6.aarch64', 'extensions'],
      ['5.14.0-570.19.1.el9_6.aarch64+64k', 'extensions'],
      ['5.14.0-570.19.1.el9_6.ppc64le', 'extensions'],
      ['5.14.0-570.19.1.el9_6.s390x', 'extensions'],
    ]);
  });
});

describe('node images', () => {
  test('up to 4.18 have some sixty layers and a kernel label, and extensions without a list', async () => {
    const { streams } = await releaseFixture('rhcos-4.18');
    const { os, extensions } = streams[0]!.images;
    expect(manifestOf(os).layers).toHaveLength(60);
    expect(os.manifest.bytes.length).toBeGreaterThan(10_000);
    expect(os.manifest.bytes.length).toBeLessThan(18_000);
    expect(labelsOf(os)).toMatchObject({
      'ostree.linux': '5.14.0-427.68.1.el9_4.x86_64',
      'ostree.bootable': 'true',
      version: '418.94.202505062142-0',
    });
    expect(layerOf(extensions, -1).size).toBeGreaterThan(2 * MEBIBYTE);
    expect(streams[0]!.findings.map(({ source }) => source)).toEqual(['os-label', 'dtk-file']);
    expect(streams[0]!.kernels).toEqual([
      { architecture: 'amd64', type: 'default', version: '5.14.0-427.68.1.el9_4.x86_64', source: 'os-label' },
      { architecture: 'amd64', type: 'rt', version: '5.14.0-427.68.1.el9_4.x86_64+rt', source: 'dtk-file' },
    ]);
  });

  test('from 4.19 list their packages in the last layer', async () => {
    const { streams } = await releaseFixture('single-x86_64');
    const { os } = streams[0]!.images;
    expect(labelsOf(os)['io.openshift.metalayer']).toBe('true');
    expect(layerOf(os, -1).size).toBeLessThan(12_000);
    const packages = JSON.parse(await fileOf(os, -1, 'usr/share/openshift/base/meta.json'))['rpmdb.pkglist'];
    expect(packages).toHaveLength(520);
    expect(packages).toContainEqual(['kernel-core', '0', '5.14.0', '570.19.1.el9_6', 'x86_64']);
    const names = packages.map(([name]: string[]) => name);
    expect(names).toEqual([...names].sort());
  });

  test('from 4.22 have a word as their kernel label', async () => {
    const { os } = (await releaseFixture('rhcos-4.22')).streams[0]!.images;
    expect(labelsOf(os)).toMatchObject({ 'ostree.linux': 'true', 'io.openshift.os.streamclass': 'rhel-9' });
  });

  test.each([
    ['single-x86_64', 'kernel-rt-core', 'kernel-64k-core'],
    ['single-aarch64', 'kernel-64k-core', 'kernel-rt-core'],
  ] as const)('%s: the small last layer of the extensions lists %s', async (shape, present, absent) => {
    const { streams } = await releaseFixture(shape);
    const { extensions } = streams[0]!.images;
    const { size } = layerOf(extensions, -1);
    expect(size).toBeGreaterThan(KIBIBYTE);
    expect(size).toBeLessThan(3 * KIBIBYTE);
    const packages = JSON.parse(await fileOf(extensions, -1, 'usr/share/rpm-ostree/extensions.json'));
    expect(Object.keys(packages)).toHaveLength(120);
    expect(streams[0]!.kernels[0]!.version).toBe(packages['kernel-core']);
    expect(packages).toHaveProperty(present);
    expect(packages).not.toHaveProperty(absent);
  });
});

describe('Driver Toolkits', () => {
  const RELEASE_FILE = 'etc/driver-toolkit-release.json';

  test('have everything in one layer by name, the release file on one line, and no kernel in their labels', async () => {
    const { dtk } = (await releaseFixture('single-x86_64')).streams[0]!.images;
    const paths = (await filesOf(dtk, -1)).map(({ path }) => path.replace(/\/$/, ''));
    expect(paths).toEqual([...paths].sort());
    expect(paths).toContain('usr/src/kernels/5.14.0-570.19.1.el9_6.x86_64/Module.symvers');
    expect(paths).toContain('usr/src/kernels/5.14.0-570.19.1.el9_6.x86_64+rt/Module.symvers');
    expect(await fileOf(dtk, -1, RELEASE_FILE)).toBe(
      '{ "KERNEL_VERSION": "5.14.0-570.19.1.el9_6.x86_64", ' +
        '"RT_KERNEL_VERSION": "5.14.0-570.19.1.el9_6.x86_64+rt", "RHEL_VERSION": "9.6" }\n',
    );
    expect(labelsOf(dtk)).toMatchObject({ name: 'driver-toolkit', 'kernel-version': '' });
  });

  test('may have the release file alone in a small last layer', async () => {
    const { dtk } = (await releaseFixture('dtk-unsquashed')).streams[0]!.images;
    expect((await filesOf(dtk, -1)).map(({ path }) => path.replace(/\/$/, ''))).toEqual(['etc', RELEASE_FILE]);
    expect(layerOf(dtk, -1).size).toBeLessThan(KIBIBYTE);
    expect((await filesOf(dtk, -2)).map(({ path }) => path)).not.toContain(RELEASE_FILE);
  });

  test('may have 40 MiB before the release file', async () => {
    const { dtk } = (await releaseFixture('dtk-large-boot')).streams[0]!.images;
    let before = 0;
    let decoded = 0;
    for (const piece of layerOf(dtk, -1).chunks()) {
      if (decoded < 40 * MEBIBYTE) before += piece.length;
      decoded += piece.length;
    }
    expect(before).toBeGreaterThanOrEqual(40 * MEBIBYTE);
    expect(gunzipSync(layerOf(dtk, -1).bytes()).indexOf(RELEASE_FILE)).toBeGreaterThan(40 * MEBIBYTE);
  });

  test('of arm64 have no realtime kernel but what rpm says then', async () => {
    const { dtk } = (await releaseFixture('single-aarch64')).streams[0]!.images;
    expect(JSON.parse(await fileOf(dtk, -1, RELEASE_FILE)).RT_KERNEL_VERSION).toMatch(/is not installed/);
    const paths = (await filesOf(dtk, -1)).map(({ path }) => path);
    expect(paths).toContain('usr/src/kernels/5.14.0-570.19.1.el9_6.aarch64+64k/Module.symvers');
  });

  test('of RHEL 9.2 have a realtime kernel with a number of its own', async () => {
    const { streams } = await releaseFixture('rhcos-4.14');
    expect(JSON.parse(await fileOf(streams[0]!.images.dtk, -1, RELEASE_FILE))).toEqual({
      KERNEL_VERSION: '5.14.0-284.11.1.el9_2.x86_64',
      RT_KERNEL_VERSION: '5.14.0-284.11.1.rt14.296.el9_2.x86_64',
      RHEL_VERSION: '9.2',
    });
    expect(streams[0]!.kernels.at(-1)).toMatchObject({
      type: 'rt',
      version: '5.14.0-284.11.1.rt14.296.el9_2.x86_64',
      source: 'dtk-file',
    });
  });

  test('may be for another kernel than the nodes have', async () => {
    const { streams } = await releaseFixture('okd-scos-mismatch');
    expect(JSON.parse(await fileOf(streams[0]!.images.dtk, -1, RELEASE_FILE)).KERNEL_VERSION).toBe(
      '6.12.0-212.el10.x86_64',
    );
    expect(streams[0]!.kernels[0]!.version).toBe('6.12.0-233.el10.x86_64');
  });

  test.each(HOSTILE_DTK_NAMES)('with a wrong release file: %s', async (name) => {
    const image = await hostileDtk({ registry: 'quay.io', repository: 'a/b' }, name);
    expect(await fileOf(image, -1, RELEASE_FILE)).not.toMatch(
      /^\{ "KERNEL_VERSION": "5\.14\.0-570\.19\.1\.el9_6\.x86_64", "RT_KERNEL_VERSION": "5/,
    );
  });
});

test('two streams have two of everything', async () => {
  const { references, streams } = await releaseFixture('dual-stream');
  const names = references.spec.tags.map(({ name }) => name);
  const own = ['driver-toolkit', 'driver-toolkit-10', 'rhel-coreos', 'rhel-coreos-10', 'rhel-coreos-10-extensions'];
  expect(names).toEqual(expect.arrayContaining(own));
  expect(streams.map(({ name, osVersion }) => [name, osVersion])).toEqual([
    ['rhel-9', '9.8.20260328-0'],
    ['rhel-10', '10.2.20260328-0'],
  ]);
  expect(new Set(streams.map(({ dtkImage }) => dtkImage)).size).toBe(2);
});

test('OKD has other repositories and names', async () => {
  const { pullSpec, references, streams } = await releaseFixture('okd-scos');
  expect(pullSpec).toMatch(/^quay\.io\/okd\/scos-release@/);
  expect(streams[0]).toMatchObject({
    name: 'centos-10',
    dtkImage: expect.stringMatching(/^quay\.io\/okd\/scos-content@/),
  });
  expect(references.spec.tags.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['stream-coreos', 'stream-coreos-extensions', 'driver-toolkit']),
  );
});

test('a container build puts the manifests first, a small layer on top, and keeps labels', async () => {
  const { release } = await releaseFixture('konflux');
  expect(release.manifest.mediaType).toBe('application/vnd.oci.image.manifest.v1+json');
  const paths = (await filesOf(release, -2)).map(({ path }) => path.replace(/\/$/, ''));
  expect(paths[1]).toMatch(/^release-manifests\/0000_50_/);
  expect(paths.slice(-2)).toEqual(['release-manifests/image-references', 'release-manifests/release-metadata']);
  expect((await filesOf(release, -1)).map(({ path }) => path)).toEqual(['.wh.tmp-release-manifests']);
  expect(Object.keys(labelsOf(release)).length).toBeGreaterThan(2);
  expect(labelsOf(release)['io.openshift.release']).toBe('4.22.1');
});

test('a mirrored release has the same digests and names, and stands elsewhere', async () => {
  const [original, mirrored] = await Promise.all([releaseFixture('single-x86_64'), releaseFixture('mirrored')]);
  expect(mirrored.pullSpec).toBe(original.pullSpec);
  expect(mirrored.streams.map(({ dtkImage }) => dtkImage)).toEqual(original.streams.map(({ dtkImage }) => dtkImage));
  expect(mirrored.images.map(({ registry, repository }) => `${registry}/${repository}`)).toEqual([
    'mirror.local:5000/openshift/release-images',
    ...Array<string>(3).fill('mirror.local:5000/openshift/release'),
  ]);
  expect(mirrored.mirrors).toEqual([
    {
      source: 'quay.io/openshift-release-dev/ocp-release',
      mirrors: ['mirror.local:5000/openshift/release-images'],
    },
    {
      source: 'quay.io/openshift-release-dev/ocp-v4.0-art-dev',
      mirrors: ['mirror.local:5000/openshift/release'],
    },
  ]);
});
