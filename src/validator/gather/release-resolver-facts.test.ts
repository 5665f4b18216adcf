import type { ReleaseFixture } from '../../testing/release/build-release';
import { releaseFixture } from '../../testing/release/release-shapes';
import type { ResolverScene, SceneOptions } from '../../testing/resolver-scene';
import { aNode, startReleaseScene } from '../../testing/resolver-scene';

let scene: ResolverScene;

afterEach(() => scene.close());

const sceneFor = async (fixture: ReleaseFixture, options?: SceneOptions): Promise<void> => {
  scene = await startReleaseScene(fixture, options);
};

describe('what the cluster itself tells', () => {
  const os = '9.6.20250514-0';
  const kernelVersion = '5.14.0-570.19.1.el9_6.x86_64';
  const osImage = `Red Hat Enterprise Linux CoreOS ${os} (Plow)`;
  const dtk = `quay.io/openshift-release-dev/ocp-v4.0-art-dev@sha256:${'d'.repeat(64)}`;
  const tags = [
    { name: os, pullSpec: dtk },
    { name: 'latest', pullSpec: dtk },
  ];

  async function running(options: SceneOptions): Promise<ReleaseFixture> {
    const fixture = await releaseFixture('single-x86_64');
    const current = { version: fixture.version, image: fixture.pullSpec, architecture: '' };
    await sceneFor(fixture, { current, available: [], imageStreamTags: tags, ...options });
    return fixture;
  }

  test('the running release needs no registry', async () => {
    const { version } = await running({ nodes: [aNode({ kernelVersion, osImage })] });
    const { streams, cost, proposals } = await scene.resolve({ version });
    expect(streams[0]).toMatchObject({ dtkImage: dtk });
    expect(streams[0]?.kernels[0]).toMatchObject({ version: kernelVersion, source: 'cluster' });
    expect(proposals[0]?.running).toBe(true);
    expect(cost).toEqual({ exchanges: 0, bytes: 0, cached: false });
    expect(scene.exchanges).toBe(0);
  });

  test.each([
    ['a node is not updated yet', { nodes: [aNode({ kernelVersion, osImage }), aNode({ name: 'old' })] }],
    [
      'no node is updated yet',
      {
        nodes: [aNode()],
        imageStreamTags: [...tags, { name: '418.94.202505062142-0', pullSpec: dtk.replace(/d/g, 'e') }],
      },
    ],
    ['the ImageStream is not there', { nodes: [aNode({ kernelVersion, osImage })], imageStreamTags: [] }],
  ])('%s: the registry is asked', async (_why, options) => {
    const { version, streams: expected } = await running(options);
    const { streams, cost } = await scene.resolve({ version });
    expect(streams[0]?.dtkImage).toBe(expected[0]?.dtkImage);
    expect(cost.exchanges).toBe(8);
  });
});

describe('what is asked for', () => {
  test('the list is that of the ClusterVersion', async () => {
    const fixture = await releaseFixture('single-x86_64');
    await sceneFor(fixture);
    const { current, releases } = await scene.resolver.list();
    expect(current).toBe('4.18.9');
    expect(releases.map(({ version, source }) => [version, source])).toEqual([
      ['4.18.9', 'current'],
      ['4.19.0', 'available'],
    ]);
  });

  test('a version that the cluster does not know', async () => {
    await sceneFor(await releaseFixture('single-x86_64'));
    const error = await scene.refusalOf({ version: '4.99.0' });
    expect(error).toMatchObject({ kind: 'VersionUnknown' });
    expect(error.message).toBe(
      'The cluster knows no release "4.99.0", but 4.18.9, 4.19.0; enter the release image instead.',
    );
  });

  test('what is no reference', async () => {
    await sceneFor(await releaseFixture('single-x86_64'));
    expect(await scene.refusalOf({ image: 'https://quay.io/x' })).toMatchObject({ kind: 'ReferenceRefused' });
    expect(scene.exchanges).toBe(0);
  });

  test('a PVO that exists already', async () => {
    const fixture = await releaseFixture('single-x86_64');
    const [stream] = fixture.streams;
    const existing = {
      name: 'mine',
      kernelVersion: stream?.kernels[0]?.version ?? '',
      dtkImage: stream?.dtkImage ?? '',
    };
    await sceneFor(fixture, { preflights: [existing] });
    const { proposals } = await scene.resolve({ version: fixture.version });
    expect(proposals[0]?.existing).toBe('mine');
  });
});
