import { ENDLESS, HTML_PAGE, SCHEMA1 } from '../../testing/registry-faults';
import type { RegistryFault } from '../../testing/registry-faults';
import type { HostileName } from '../../testing/release/hostile-release';
import { HOSTILE_NAMES, hostileRelease } from '../../testing/release/hostile-release';
import { releaseFixture } from '../../testing/release/release-shapes';
import type { ResolverScene, SceneOptions } from '../../testing/resolver-scene';
import { aNode, REGISTRY, startResolverScene } from '../../testing/resolver-scene';

/** What may be received, compressed, for an image that is damaged; bytes. */
const MOST_BYTES = 2 * 1024 * 1024;

let scene: ResolverScene;

afterEach(() => scene.close());

async function sceneOf(image: string, options: SceneOptions): Promise<void> {
  scene = await startResolverScene({
    available: [{ version: '4.19.0', image, architecture: '' }],
    current: { version: '4.18.9', image: image.replace(/@.*/, `@sha256:${'1'.repeat(64)}`), architecture: '' },
    nodes: [aNode()],
    // Names that the releases make up lead nowhere.
    client: { lookup: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]) },
    ...options,
  });
}

describe('content of a release image', () => {
  /** Undefined: it can be read all the same. */
  const sentences: Record<HostileName, RegExp | undefined> = {
    'kind-wrong': /image-references is not an ImageStream of image\.openshift\.io\/v1/,
    'api-version-wrong': /image-references is not an ImageStream/,
    'not-json': /image-references is not JSON/,
    'json-truncated': /image-references is not JSON, or ends too early/,
    'json-bom': undefined,
    'dtk-absent': undefined,
    'dtk-twice': undefined,
    'from-missing': undefined,
    'from-image-stream-tag': undefined,
    'from-empty': undefined,
    'from-tag': undefined,
    'from-port': undefined,
    'references-missing': /no label io\.openshift\.release|no release-manifests\/image-references/,
    'gzip-truncated': /one of its layers ends in the middle of its gzip data/,
    'zstd-layer': undefined,
    'plain-tar': undefined,
    'claimed-10-gib': /one of its layers/,
    'gzip-bomb': /one of its layers unpacks to more than/,
    whiteout: /a layer deletes its release-manifests\/image-references/,
    'opaque-whiteout': /a layer deletes its release-manifests\/image-references/,
    symlink: /is a symlink to "\.\.\/elsewhere\/image-references", which is not followed/,
    'pax-long-path': undefined,
    'dot-slash-paths': undefined,
    'list-without-architecture': /has no image for amd64, only for s390x/,
    'list-nested': /a list of manifests inside a list/,
    'list-empty': /has no image for amd64, only for none at all/,
    'manifest-5-mib': /more than the 4194304 bytes that are accepted/,
    'metadata-version-differs': undefined,
  };
  const withoutDtk: HostileName[] = ['dtk-absent', 'from-missing', 'from-image-stream-tag', 'from-empty', 'from-tag'];

  test.each(HOSTILE_NAMES)('%s', async (name) => {
    const { image, pullSpec, dtkImage } = await hostileRelease(name);
    await sceneOf(pullSpec, { images: [image] });
    const sentence = sentences[name];
    if (sentence) {
      const error = await scene.refusalOf({ image: pullSpec });
      expect(error.name).toBe('ReleaseError');
      expect(error.message).toMatch(sentence);
      expect(error.message).toContain(image.manifest.digest);
      expect(error.message.length).toBeLessThan(1_500);
    } else {
      const { streams, warnings, cost } = await scene.resolve({ image: pullSpec });
      const expected =
        name === 'from-port' ? dtkImage.replace(/^[^@]*/, 'registry.example.com:5000/ocp/components') : dtkImage;
      expect(streams.map((stream) => stream.dtkImage)).toEqual(withoutDtk.includes(name) ? [] : [expected]);
      expect(warnings.length).toBeGreaterThan(0);
      expect(cost.bytes).toBeLessThan(MOST_BYTES);
    }
  });

  test('an image of something else is said to be no release, without a look into its lower layers', async () => {
    const fixture = await releaseFixture('single-x86_64');
    const dtk = fixture.streams[0]?.images.dtk;
    const image = fixture.streams[0]?.dtkImage ?? '';
    await sceneOf(image, { images: dtk ? [dtk] : [] });
    const error = await scene.refusalOf({ image });
    expect(error).toMatchObject({ kind: 'NotARelease' });
    expect(error.message).toContain('no label io.openshift.release');
    expect(error.message).toContain('Enter the pull spec of a release');
  });
});

describe('behaviour of a registry', () => {
  const cases: [string, RegistryFault, string, RegExp][] = [
    ['an HTML page', { ...HTML_PAGE, on: 'manifest' }, 'RegistryLied', /an HTML page instead of a manifest/],
    ['schema 1', { ...SCHEMA1, on: 'manifest' }, 'RegistryLied', /schema 1/],
    [
      'another manifest',
      { on: 'manifest', body: '{"schemaVersion":2,"layers":[],"config":{"digest":"x","size":1}}' },
      'RegistryLied',
      /does not have the digest asked for/,
    ],
    ['an endless manifest', { ...ENDLESS, on: 'manifest' }, 'RegistryLied', /more than the 4194304 bytes/],
    ['a redirect loop', { on: 'manifest', redirect: 'loop' }, 'RegistryLied', /in a circle/],
    [
      'a redirect to plain HTTP',
      { on: 'blob', redirect: 'http://127.0.0.1:1/x' },
      'RegistryLied',
      /from HTTPS to plain HTTP/,
    ],
    ['404', { on: 'manifest', status: 404 }, 'RegistryRefused', /answered 404 .*check the reference/],
    [
      '401',
      { on: 'manifest', status: 401 },
      'RegistryRefused',
      /answered 401 .*add a credential for 127\.0\.0\.1:\d+\/openshift-release-dev\/ocp-release to the cluster pull secret/,
    ],
    ['403', { on: 'manifest', status: 403 }, 'RegistryRefused', /answered 403/],
    [
      '429 with a date',
      { on: 'manifest', status: 429, headers: { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' } },
      'RegistryRefused',
      /answered 429 .*try again later/,
    ],
    ['500', { on: 'manifest', status: 500 }, 'RegistryRefused', /answered 500/],
    ['a reset', { on: 'manifest', reset: true }, 'RegistryRefused', /closed the connection .*check the network/],
    ['no answer', { on: 'manifest', hang: true }, 'RegistryRefused', /did not answer/],
    ['a layer that breaks off', { on: 'cdn', truncate: true }, 'RegistryRefused', /in the middle of its answer/],
    ['a layer that is not there', { on: 'cdn', status: 404 }, 'RegistryRefused', /answered 404/],
    ['an endless layer', { ...ENDLESS, on: 'cdn' }, 'RegistryLied', /other bytes than those of/],
  ];

  test.each(cases)('%s', async (_name, fault, kind, sentence) => {
    const fixture = await releaseFixture('single-x86_64');
    const client = { limits: { deadlineMs: 500, headersTimeoutMs: 400 } };
    await sceneOf(fixture.pullSpec, { images: fixture.images, client });
    scene.server.setFault(fault);
    const error = await scene.refusalOf({ image: fixture.pullSpec });
    expect(error).toMatchObject({ name: 'ReleaseError', kind });
    expect(error.message).toMatch(sentence);
    expect(error.message).toContain(fixture.pullSpec);
    expect(error.message).toContain(scene.server.host);
  });

  const tolerated: [string, RegistryFault][] = [
    ['no Content-Type', { on: 'manifest', contentType: null }],
    ['no Docker-Content-Digest', { on: 'manifest', contentDigest: null }],
    ['a range that is ignored', { on: 'cdn', ignoreRange: true }],
    ['416 for a range', { on: 'cdn', status: 416, times: 1 }],
  ];

  test.each(tolerated)('%s does no harm', async (_name, fault) => {
    const fixture = await releaseFixture('single-x86_64');
    await sceneOf(fixture.pullSpec, { images: fixture.images });
    scene.server.setFault(fault);
    const { streams } = await scene.resolve({ image: fixture.pullSpec });
    expect(streams[0]?.kernels[0]?.version).toBe(fixture.streams[0]?.kernels[0]?.version);
  });

  test('a range that is ignored is read no further than needed', async () => {
    const fixture = await releaseFixture('single-x86_64');
    await sceneOf(fixture.pullSpec, { images: fixture.images });
    scene.server.setFault({ on: 'cdn', ignoreRange: true });
    const { cost } = await scene.resolve({ image: fixture.pullSpec });
    expect(cost.bytes).toBeLessThan((fixture.release.blobs.at(-1)?.size ?? 0) / 2);
  });

  test('a token that ends in the middle is renewed', async () => {
    const fixture = await releaseFixture('single-x86_64');
    await sceneOf(fixture.pullSpec, {
      images: fixture.images,
      auth: { mode: 'bearer', expiresIn: null, field: 'access_token' },
    });
    await scene.resolve({ image: fixture.pullSpec });
    scene.server.auth.revokeTokens();
    const { streams } = await scene.resolve({ image: fixture.pullSpec, strict: true });
    expect(streams[0]?.kernels).not.toEqual([]);
    expect(scene.server.counters.requests.token).toBe(2);
  });

  test('every mirror and why it failed is named', async () => {
    const fixture = await releaseFixture('single-x86_64');
    await sceneOf(fixture.pullSpec, {
      mirrorRules: [
        {
          source: 'quay.io/openshift-release-dev/ocp-release',
          mirrors: [`${REGISTRY}/nothing-here`, `${REGISTRY}/nor-here`],
          neverContactSource: true,
          kind: 'digest',
        },
      ],
    });
    const { message } = await scene.refusalOf({ image: fixture.pullSpec });
    expect(message).toMatch(/nor-here.*Before that: .*nothing-here/);
  });

  test('what the Image config forbids is not asked', async () => {
    const fixture = await releaseFixture('single-x86_64');
    await sceneOf(fixture.pullSpec, { images: fixture.images, policy: { allowed: ['registry.example.com'] } });
    const error = await scene.refusalOf({ image: fixture.pullSpec });
    expect(error).toMatchObject({ reason: 'ImageBlockedByPolicy' });
    expect(error.message).toContain('allowedRegistries');
    expect(scene.exchanges).toBe(0);
  });
});
