import type { GoArchitecture } from '../../domain/kernel/kernel-target';
import type { ReleaseFixture } from '../../testing/release/build-release';
import type { ReleaseShape } from '../../testing/release/release-shapes';
import { RELEASE_SHAPES, releaseFixture } from '../../testing/release/release-shapes';
import type { ResolverScene, SceneOptions } from '../../testing/resolver-scene';
import { aNode, startReleaseScene } from '../../testing/resolver-scene';

const COMPONENTS = 'openshift-release-dev/ocp-v4.0-art-dev';
const KIB = 1000;
const ARCHITECTURES: GoArchitecture[] = ['amd64', 'arm64', 'ppc64le', 's390x'];

let scene: ResolverScene;

afterEach(() => scene.close());

const sceneFor = async (fixture: ReleaseFixture, options?: SceneOptions): Promise<void> => {
  scene = await startReleaseScene(fixture, options);
};

const nodesOf = (...architectures: GoArchitecture[]) =>
  architectures.map((architecture) => aNode({ name: `node-${architecture}`, architecture }));

describe('every shape of a release', () => {
  const cases: [ReleaseShape, GoArchitecture[], { exchanges: number; kilobytes: number }][] = [
    ['single-x86_64', ['amd64'], { exchanges: 8, kilobytes: 45 }],
    ['single-aarch64', ['arm64'], { exchanges: 8, kilobytes: 45 }],
    ['mirrored', ['amd64'], { exchanges: 8, kilobytes: 45 }],
    ['dtk-unsquashed', ['amd64'], { exchanges: 8, kilobytes: 45 }],
    ['rhcos-4.22', ['amd64'], { exchanges: 8, kilobytes: 45 }],
    ['rhcos-4.14', ['amd64'], { exchanges: 8, kilobytes: 75 }],
    ['rhcos-4.18', ['amd64'], { exchanges: 8, kilobytes: 75 }],
    ['dtk-large-boot', ['amd64'], { exchanges: 8, kilobytes: 75 }],
    ['multi', ['amd64'], { exchanges: 10, kilobytes: 48 }],
    ['multi', ['amd64', 'arm64'], { exchanges: 13, kilobytes: 51 }],
    ['multi', ARCHITECTURES, { exchanges: 19, kilobytes: 60 }],
    ['multi-oci', ['arm64'], { exchanges: 10, kilobytes: 48 }],
    ['dual-stream', ['amd64'], { exchanges: 11, kilobytes: 51 }],
    // OKD has shipped Driver Toolkits for another kernel, so that there both are read.
    ['okd-scos', ['amd64'], { exchanges: 13, kilobytes: 1_000 }],
    ['okd-scos-mismatch', ['amd64'], { exchanges: 13, kilobytes: 1_000 }],
    // Written in the order of names, after megabytes of manifests.
    ['konflux', ['amd64'], { exchanges: 14, kilobytes: 3_500 }],
  ];

  test.each(cases)('%s for %p', async (shape, architectures, most) => {
    const fixture = await releaseFixture(shape);
    await sceneFor(fixture, { nodes: nodesOf(...architectures) });
    const { release, streams, cost, proposals } = await scene.resolve({ version: fixture.version });

    const multi = RELEASE_SHAPES[shape].architectures.length > 1;
    expect(release).toMatchObject({ version: fixture.version, image: fixture.pullSpec });
    expect(release.architectures).toEqual(multi ? ARCHITECTURES : architectures);
    const facts = streams.map(({ name, osVersion, dtkImage }) => ({ name, osVersion, dtkImage }));
    expect(facts).toEqual(fixture.streams.map(({ name, osVersion, dtkImage }) => ({ name, osVersion, dtkImage })));
    for (const [at, { kernels }] of fixture.streams.entries()) {
      const expected = kernels.filter(
        ({ architecture, source }) => architectures.includes(architecture) && source !== 'dtk-file',
      );
      expect(streams[at]?.kernels).toEqual(expect.arrayContaining(expected));
    }
    expect(proposals).toHaveLength(architectures.length);

    expect(cost).toMatchObject({ exchanges: scene.exchanges, cached: false });
    expect(cost.exchanges).toBeLessThanOrEqual(most.exchanges);
    expect(cost.bytes).toBeLessThanOrEqual(most.kilobytes * KIB);
  });

  test('no layer of packages, of software or of the base is ever asked for', async () => {
    const fixture = await releaseFixture('single-x86_64');
    await sceneFor(fixture);
    await scene.resolve({ version: fixture.version });
    const [stream] = fixture.streams;
    const last = [fixture.release, stream?.images.extensions].map((image) => image?.blobs.at(-1)?.digest);
    expect([...new Set(scene.served.asked)]).toEqual(last);
  });

  test('the Driver Toolkit alone costs four exchanges, a redirect and 40 KB', async () => {
    const fixture = await releaseFixture('single-x86_64');
    await sceneFor(fixture, { images: [fixture.release] });
    const { streams, cost } = await scene.resolve({ version: fixture.version });
    expect(streams[0]).toMatchObject({ dtkImage: fixture.streams[0]?.dtkImage, kernels: [] });
    // Beside those, each of the three components is asked for once.
    const { requests } = scene.server.counters;
    expect(requests).toMatchObject({ token: 1, manifest: 2 + 3, blob: 1, cdn: 1 });
    expect(cost.bytes).toBeLessThanOrEqual(40 * KIB);
  });
});

describe('what is asked twice', () => {
  test('costs nothing again, nor after a restart, nor on another replica', async () => {
    const fixture = await releaseFixture('single-x86_64');
    await sceneFor(fixture);
    const first = await scene.resolve({ version: fixture.version });
    const before = scene.exchanges;
    const again = await scene.resolve({ version: fixture.version });
    await scene.restart();
    const afterRestart = await scene.resolve({ image: fixture.pullSpec });
    expect(scene.exchanges).toBe(before);
    for (const answer of [again, afterRestart]) {
      expect(answer).toEqual({ ...first, cost: { exchanges: 0, bytes: 0, cached: true } });
    }
    expect(scene.objects.writes).toBe(1);
  });

  test('at the same time is one resolution', async () => {
    const fixture = await releaseFixture('single-x86_64');
    await sceneFor(fixture);
    const request = { version: fixture.version };
    const answers = await Promise.all([scene.resolve(request), scene.resolve(request), scene.resolve(request)]);
    expect(scene.exchanges).toBe(8);
    expect(answers[1]).toEqual(answers[0]);
  });

  test('a caller who goes away does not end it for the others', async () => {
    const fixture = await releaseFixture('single-x86_64');
    await sceneFor(fixture);
    const leaving = new AbortController();
    const first = scene.resolve({ version: fixture.version, signal: leaving.signal });
    const second = scene.resolve({ version: fixture.version });
    leaving.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    expect((await second).streams).toHaveLength(1);
  });

  test('a tag costs one HEAD to see where it points', async () => {
    const fixture = await releaseFixture('single-x86_64');
    await sceneFor(fixture);
    await scene.resolve({ version: fixture.version });
    const before = scene.exchanges;
    const tag = `quay.io/openshift-release-dev/ocp-release:${fixture.version}-x86_64`;
    const { cost, release } = await scene.resolve({ image: tag });
    expect(scene.exchanges - before).toBe(1);
    expect(scene.server.counters.requests.head).toBe(1);
    expect(cost).toEqual({ exchanges: 1, bytes: 0, cached: true });
    expect(release.image).toBe(fixture.pullSpec);
  });

  test('with nodes of another kernel type or architecture is looked at again', async () => {
    const fixture = await releaseFixture('multi');
    const nodes = nodesOf('amd64');
    await sceneFor(fixture, { nodes });
    await scene.resolve({ version: fixture.version });
    nodes.push(...nodesOf('arm64'));
    const { streams, cost } = await scene.resolve({ version: fixture.version });
    expect(cost.cached).toBe(false);
    expect(new Set(streams[0]?.kernels.map(({ architecture }) => architecture))).toEqual(new Set(['amd64', 'arm64']));
    expect((await scene.resolve({ version: fixture.version })).cost.cached).toBe(true);
  });

  test('an answer with a gap, because a registry refused, is not kept', async () => {
    const fixture = await releaseFixture('single-x86_64');
    await sceneFor(fixture);
    scene.server.setFault({ status: 503, on: 'manifest' }, COMPONENTS);
    const gap = await scene.resolve({ version: fixture.version });
    expect(gap.streams[0]).toMatchObject({ dtkImage: fixture.streams[0]?.dtkImage, kernels: [] });
    expect(gap.warnings.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['RegistryError', 'KernelUnknown']),
    );
    scene.server.faults.clear();
    expect((await scene.resolve({ version: fixture.version })).streams[0]?.kernels).not.toEqual([]);
  });
});

describe('strict', () => {
  test('reads the whole release layer and verifies its digest', async () => {
    const fixture = await releaseFixture('single-x86_64');
    await sceneFor(fixture);
    await scene.resolve({ version: fixture.version });
    const { cost, streams } = await scene.resolve({ version: fixture.version, strict: true });
    const layer = fixture.release.blobs.at(-1)?.size ?? 0;
    expect(cost.bytes).toBeGreaterThan(layer);
    expect(streams[0]?.kernels[0]?.version).toBe(fixture.streams[0]?.kernels[0]?.version);
    expect((await scene.resolve({ version: fixture.version, strict: true })).cost.cached).toBe(true);
  });

  test('refuses a layer with other bytes', async () => {
    const fixture = await releaseFixture('single-x86_64');
    await sceneFor(fixture);
    const other = (await releaseFixture('rhcos-4.18')).release.blobs.at(-1)?.bytes();
    scene.server.setFault({ on: 'cdn', body: other?.subarray(0, fixture.release.blobs.at(-1)?.size) ?? '' });
    const error = await scene.refusalOf({ version: fixture.version, strict: true });
    expect(error).toMatchObject({ kind: 'RegistryLied' });
    expect(error.message).toContain('other bytes than those of sha256:');
  });
});

describe('kernels that are hard to find', () => {
  test('realtime of RHEL 9.2 is read from the Driver Toolkit, when a node has it', async () => {
    const fixture = await releaseFixture('rhcos-4.14');
    const realtime = '5.14.0-284.11.1.rt14.296.el9_2.x86_64';
    await sceneFor(fixture, { nodes: [aNode(), aNode({ name: 'rt', kernelVersion: realtime })] });
    const { streams, proposals } = await scene.resolve({ version: fixture.version });
    expect(streams[0]?.kernels).toContainEqual({
      architecture: 'amd64',
      type: 'rt',
      version: realtime,
      source: 'dtk-file',
    });
    expect(proposals.map(({ name }) => name)).toEqual(['4.14.0-amd64', '4.14.0-amd64-rt']);
  });

  test('one behind 40 MiB is said to be unknown, with the command that shows it', async () => {
    const fixture = await releaseFixture('dtk-large-boot');
    const [stream] = fixture.streams;
    const images = fixture.images.filter((image) => image !== stream?.images.os);
    await sceneFor(fixture, { images });
    const { streams, warnings, cost } = await scene.resolve({ version: fixture.version });
    expect(streams[0]?.kernels).toEqual([]);
    const unknown = warnings.find(({ reason }) => reason === 'KernelUnknown');
    expect(unknown?.message).toContain(`podman run --rm ${stream?.dtkImage} cat /etc/driver-toolkit-release.json`);
    expect(cost.bytes).toBeLessThan(9 * 1024 * 1024);
  });

  test('a Driver Toolkit for another kernel is a finding', async () => {
    const fixture = await releaseFixture('okd-scos-mismatch');
    await sceneFor(fixture);
    const { warnings } = await scene.resolve({ version: fixture.version });
    expect(warnings.map(({ reason }) => reason)).toContain('DtkKernelDiffers');
  });
});
