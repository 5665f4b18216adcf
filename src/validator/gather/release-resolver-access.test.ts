import type { RegistryServer } from '../../testing/registry-server';
import { startRegistryProxy } from '../../testing/registry-proxy';
import { startRegistryServer } from '../../testing/registry-server';
import type { ReleaseFixture, ReleaseOptions } from '../../testing/release/build-release';
import { buildRelease } from '../../testing/release/build-release';
import { OCP_4_19, releaseFixture } from '../../testing/release/release-shapes';
import { addToRegistryServer } from '../../testing/release/serve-fixture';
import type { ResolverScene, SceneOptions } from '../../testing/resolver-scene';
import { aNode, REGISTRY, startResolverScene } from '../../testing/resolver-scene';

const SOME_DIGEST = `sha256:${'a'.repeat(64)}`;
const RELEASES = 'openshift-release-dev/ocp-release';
const PULL_SECRET = `Basic ${Buffer.from('cluster:cluster-pass').toString('base64')}`;

let scene: ResolverScene;
let other: RegistryServer;

beforeEach(async () => {
  other = await startRegistryServer({ tls: true });
});
afterEach(() => Promise.all([scene.close(), other.close()]));

const resolvesTo =
  (...addresses: string[]) =>
  (): Promise<{ address: string; family: number }[]> =>
    Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));

/** A cluster whose only release is the fixture; nothing but its mirrors is configured. */
async function sceneOf(fixture: ReleaseFixture, options: SceneOptions = {}): Promise<void> {
  scene = await startResolverScene({
    images: fixture.images,
    cdn: false,
    current: { version: '4.18.9', image: `quay.io/${RELEASES}@sha256:${'1'.repeat(64)}`, architecture: '' },
    available: [{ version: fixture.version, image: fixture.pullSpec, architecture: '' }],
    nodes: [aNode()],
    configuredHosts: [],
    ...options,
  });
}

describe('where the validator never goes for a typed reference', () => {
  const cases: [string, string, string[], RegExp][] = [
    ['a name that leads to loopback', 'evil.example', ['127.0.0.1'], /"127\.0\.0\.1" is a loopback address/],
    ['to a private address', 'evil.example', ['10.0.0.7'], /"10\.0\.0\.7" is a private address/],
    ['to the metadata service', 'evil.example', ['169.254.169.254'], /metadata service/],
    ['to IPv6 loopback', 'evil.example', ['::1', 'fe80::1'], /"::1" is a loopback address/],
    ['to a mapped address', 'evil.example', ['::ffff:127.0.0.1'], /loopback address/],
    ['localhost', 'localhost', ['127.0.0.1'], /loopback address/],
    ['an address itself', '127.0.0.1', [], /"127\.0\.0\.1" is a loopback address/],
    ['the metadata service itself', '169.254.169.254', [], /metadata service/],
    ['an address in disguise', '0x7f.1', [], /"127\.0\.0\.1" is a loopback address/],
    ['the API server by its usual name', 'kubernetes.default.svc', ['172.30.0.1'], /is the API server/],
  ];

  test.each(cases)('%s', async (_name, host, addresses, sentence) => {
    await sceneOf(await releaseFixture('single-x86_64'), { client: { lookup: resolvesTo(...addresses) } });
    const port = other.host.split(':')[1] ?? '';
    const error = await scene.refusalOf({ image: `${host}:${port}/x/y@${SOME_DIGEST}` });
    expect(error).toMatchObject({ kind: 'ReferenceRefused', reason: 'HostRefused' });
    expect(error.message).toMatch(sentence);
    expect(other.counters.connections).toBe(0);
  });

  test('the API server, although the configuration names its host', async () => {
    await sceneOf(await releaseFixture('single-x86_64'), { configuredHosts: ['127.0.0.1'] });
    const [host = '', port] = other.host.split(':');
    scene.options.apiServers = [{ host, addresses: [], port: Number(port) }];
    const error = await scene.refusalOf({ image: `${other.host}/x/y@${SOME_DIGEST}` });
    expect(error.message).toContain('is the API server');
    expect(other.counters.connections).toBe(0);
  });

  test('a redirect of a configured registry to loopback', async () => {
    const fixture = await releaseFixture('single-x86_64');
    await sceneOf(fixture, { cdn: true });
    const error = await scene.refusalOf({ version: fixture.version });
    expect(error).toMatchObject({ kind: 'ReferenceRefused' });
    expect(error.message).toMatch(/"127\.0\.0\.1" is a loopback address/);
    expect(scene.server.counters.requests).toMatchObject({ blob: 1, cdn: 0 });
  });

  test('a token endpoint', async () => {
    const fixture = await releaseFixture('single-x86_64');
    await sceneOf(fixture, {
      auth: { mode: 'bearer', realm: `${other.url}/token`, noAnonymous: true },
      credentials: [[REGISTRY, 'cluster']],
    });
    const error = await scene.refusalOf({ version: fixture.version });
    expect(error).toMatchObject({ kind: 'ReferenceRefused' });
    expect(other.counters.connections).toBe(0);
  });

  test('through a proxy, which would go there', async () => {
    const proxy = await startRegistryProxy({ target: other.host });
    try {
      await sceneOf(await releaseFixture('single-x86_64'), {
        client: {
          lookup: resolvesTo('10.0.0.7'),
          settings: { trustedCAs: {}, clusterCA: [], proxy: { httpsProxy: proxy.url } },
        },
      });
      const error = await scene.refusalOf({ image: `evil.example/x/y@${SOME_DIGEST}` });
      expect(error.message).toMatch(/"10\.0\.0\.7" is a private address/);
      expect(proxy.seen).toEqual([]);
    } finally {
      await proxy.close();
    }
  });

  test('hosts of the configuration are contacted wherever they are', async () => {
    const fixture = await releaseFixture('single-x86_64');
    await sceneOf(fixture);
    expect((await scene.resolve({ version: fixture.version })).streams).toHaveLength(1);
  });
});

describe('who sees the cluster pull secret', () => {
  const foreign = (options: Partial<ReleaseOptions>): Promise<ReleaseFixture> =>
    buildRelease({
      ...OCP_4_19,
      version: '4.19.66',
      componentPlace: { registry: 'quay.io', repository: 'foreign/private' },
      manifestCount: 5,
      ...options,
    });
  const secured: SceneOptions = {
    auth: { mode: 'bearer', users: { cluster: 'cluster-pass' }, private: ['foreign/private'] },
    credentials: [[REGISTRY, 'cluster']],
  };

  /** Scopes for which the pull secret was shown. */
  const shownFor = (): string[] =>
    scene.server.counters.tokenRequests
      .filter(({ authorization }) => authorization === PULL_SECRET)
      .flatMap(({ scopes }) => scopes.map((scope) => scope.split(':')[1] ?? ''));

  test.each([
    ['from a foreign repository', { registry: 'quay.io', repository: 'foreign/release' }],
    ['from the repository of the cluster’s releases', OCP_4_19.releasePlace],
  ])('never what a forged release names: %s', async (_name, releasePlace) => {
    const known = await releaseFixture('single-x86_64');
    const forged = await foreign({ releasePlace });
    await sceneOf(known, { ...secured, images: [...known.images, ...forged.images] });
    const { streams, warnings } = await scene.resolve({ image: forged.pullSpec });
    expect(streams[0]).toMatchObject({ dtkImage: forged.streams[0]?.dtkImage, kernels: [] });
    expect(shownFor()).not.toContain('foreign/private');
    expect(shownFor()).not.toContain('foreign/release');
    expect(scene.server.counters.requests.manifest).toBeGreaterThan(0);
    expect(warnings.map(({ message }) => message).join(' ')).toContain(
      'was not shown to it, because no release that the cluster knows names',
    );
  });

  test('what a release of the cluster names', async () => {
    const fixture = await foreign({});
    await sceneOf(fixture, secured);
    const { streams } = await scene.resolve({ version: fixture.version });
    expect(streams[0]?.kernels).not.toEqual([]);
    expect(shownFor()).toEqual(expect.arrayContaining([RELEASES, 'foreign/private']));
    // From then on the cluster knows that place, and a typed release may name it too.
    const typed = await foreign({ version: '4.19.67' });
    addToRegistryServer(scene.server, ...typed.images);
    expect((await scene.resolve({ image: typed.pullSpec })).streams[0]?.kernels).not.toEqual([]);
  });

  test('what the Driver Toolkits of the running release come from', async () => {
    const known = await releaseFixture('single-x86_64');
    const typed = await foreign({});
    const imageStreamTags = [{ name: 'latest', pullSpec: `quay.io/foreign/private@${SOME_DIGEST}` }];
    await sceneOf(known, { ...secured, images: typed.images, imageStreamTags });
    expect((await scene.resolve({ image: typed.pullSpec })).streams[0]?.kernels).not.toEqual([]);
  });

  test('what a place that nobody knows says about a digest is never told of the real one', async () => {
    const fixture = await releaseFixture('single-x86_64');
    const forged = await foreign({});
    await sceneOf(fixture);
    const copy = fixture.pullSpec.replace(RELEASES, 'foreign/release');
    const { manifest } = fixture.release;
    scene.server.content.addRawManifest('foreign/release', manifest.bytes, manifest.mediaType);
    scene.server.setFault({ on: 'blob', body: forged.release.blobs.at(-1)?.bytes() ?? '' }, 'foreign/release');
    const lie = await scene.resolve({ image: copy });
    expect(lie.streams[0]?.dtkImage).toBe(forged.streams[0]?.dtkImage);
    const truth = await scene.resolve({ version: fixture.version });
    expect(truth.streams[0]?.dtkImage).toBe(fixture.streams[0]?.dtkImage);
    const { message } = await scene.refusalOf({ image: copy, strict: true });
    expect(message).toContain('other bytes than those of');
  });
});
