import fc from 'fast-check';
import type { ClusterVersionFacts, ReleaseFacts } from './release-list';
import { listReleases } from './release-list';

const image = (name: string) => `quay.io/openshift-release-dev/ocp-release@sha256:${name.padStart(64, '0')}`;
const release = (version: string, name: string, architecture = ''): ReleaseFacts => ({
  version,
  image: image(name),
  architecture,
});
const RISK = { name: 'Bug', message: 'It may hang.', url: 'https://issues.example.com/1' };

function facts(overrides: Partial<ClusterVersionFacts> = {}): ClusterVersionFacts {
  return {
    desired: release('4.18.9', 'a'),
    availableUpdates: [],
    conditionalUpdates: [],
    history: [],
    retrievalFailure: undefined,
    ...overrides,
  };
}

test('current, updates from new to old, history', () => {
  const list = listReleases(
    facts({
      availableUpdates: [release('4.18.10', 'b'), release('4.19.2', 'c')],
      conditionalUpdates: [{ release: release('4.19.10', 'd'), recommended: 'False', risks: [RISK] }],
      history: [release('4.18.9', 'a'), release('4.17.30', 'e'), release('4.17.4', 'f')],
    }),
    'amd64',
  );
  expect(list).toEqual({
    current: '4.18.9',
    releases: [
      { version: '4.18.9', image: image('a'), architecture: 'amd64', source: 'current', recommended: false, risks: [] },
      {
        version: '4.19.10',
        image: image('d'),
        architecture: 'amd64',
        source: 'conditional',
        recommended: false,
        risks: [RISK],
      },
      {
        version: '4.19.2',
        image: image('c'),
        architecture: 'amd64',
        source: 'available',
        recommended: true,
        risks: [],
      },
      {
        version: '4.18.10',
        image: image('b'),
        architecture: 'amd64',
        source: 'available',
        recommended: true,
        risks: [],
      },
      {
        version: '4.17.30',
        image: image('e'),
        architecture: 'amd64',
        source: 'history',
        recommended: false,
        risks: [],
      },
      { version: '4.17.4', image: image('f'), architecture: 'amd64', source: 'history', recommended: false, risks: [] },
    ],
    warnings: [],
  });
});

describe('a release in several places', () => {
  const conditional = (recommended: string) => [{ release: release('4.19.2', 'c'), recommended, risks: [RISK] }];
  test.each<[string, Partial<ClusterVersionFacts>, unknown[]]>([
    [
      'conditional and history',
      { conditionalUpdates: conditional('False'), history: [release('4.19.2', 'c')] },
      ['conditional', false, 1],
    ],
    ['conditional without a verdict', { conditionalUpdates: conditional('Unknown') }, ['conditional', false, 1]],
    [
      'conditional, recommended now',
      { conditionalUpdates: conditional('True'), availableUpdates: [release('4.19.2', 'c')] },
      ['available', true, 1],
    ],
    [
      'available, but not recommended',
      { conditionalUpdates: conditional('False'), availableUpdates: [release('4.19.2', 'c')] },
      ['conditional', false, 1],
    ],
    [
      'available and history',
      { availableUpdates: [release('4.19.2', 'c')], history: [release('4.19.2', 'c')] },
      ['available', true, 0],
    ],
    [
      'from another registry',
      {
        availableUpdates: [release('4.19.2', 'c')],
        history: [{ ...release('4.19.2', 'c'), image: image('c').replace('quay.io', 'mirror.local:5000') }],
      },
      ['available', true, 0],
    ],
    [
      'current and history',
      { desired: release('4.19.2', 'c'), history: [release('4.19.2', 'c'), release('4.19.2', 'c')] },
      ['current', false, 0],
    ],
  ])('%s', (_name, overrides, expected) => {
    const { releases } = listReleases(facts({ desired: undefined, ...overrides }));
    expect(releases.map(({ source, recommended, risks }) => [source, recommended, risks.length])).toEqual([expected]);
  });

  test('one version of two architectures is two releases', () => {
    const list = listReleases(facts({ availableUpdates: [release('4.18.9', 'b', 'Multi')] }), 'amd64');
    expect(list.releases.map(({ architecture }) => architecture)).toEqual(['amd64', 'multi']);
  });
});

test('what a cluster of several architectures was before is unknown', () => {
  const list = listReleases(
    facts({
      desired: release('4.18.9', 'a', 'Multi'),
      availableUpdates: [release('4.18.10', 'b')],
      history: [release('4.18.9', 'a'), release('4.17.4', 'c')],
    }),
    'amd64',
  );
  expect(list.releases.map(({ architecture }) => architecture)).toEqual(['multi', 'multi', null]);
});

test('updates that are not known are not the same as none', () => {
  expect(listReleases(facts()).warnings).toEqual([]);
  expect(listReleases(facts({ availableUpdates: undefined })).warnings).toEqual([
    {
      reason: 'UpdatesUnknown',
      message: 'The cluster has not retrieved its available updates yet. A release image can be entered by hand.',
    },
  ]);
  const retrievalFailure = { reason: 'RemoteFailed', message: 'no route to host' };
  expect(listReleases(facts({ retrievalFailure })).warnings[0]?.message).toBe(
    'The cluster has not retrieved its available updates: RemoteFailed, no route to host. A release image can be ' +
      'entered by hand.',
  );
});

test('entries without a usable version or image are left out', () => {
  const history = [release('', 'b'), { ...release('4.17.4', 'c'), image: '' }, release('4.17\n', 'd')];
  expect(listReleases(facts({ desired: undefined, history }))).toEqual({ current: null, releases: [], warnings: [] });
});

test('an address of a risk becomes a link only on the web', () => {
  const risks = ['javascript:alert(1)', 'https://x/ y', `https://${'x'.repeat(600)}`, '', 'http://x'].map((url) => ({
    ...RISK,
    url,
  }));
  const list = listReleases(
    facts({ conditionalUpdates: [{ release: release('4.19.2', 'c'), recommended: 'False', risks }] }),
  );
  expect(list.releases[1]?.risks.map(({ url }) => url)).toEqual(['', '', '', '', 'http://x']);
});

test('a long list is cut, and that is said', () => {
  const availableUpdates = Array.from({ length: 250 }, (_, index) => release(`4.19.${index}`, index.toString(16)));
  const { releases, warnings } = listReleases(facts({ desired: undefined, availableUpdates }));
  expect([releases.length, releases[0]?.version]).toEqual([200, '4.19.249']);
  expect(warnings).toEqual([{ reason: 'ListCut', message: 'Only 200 of 250 releases are listed.' }]);
});

test('any facts: no exception, bounded', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('4.19.0', image('a'), image('b')));
  const anyRelease = fc.record({ version: text, image: text, architecture: text });
  const risks = fc.array(fc.record({ name: text, message: text, url: text }));
  const any = fc.record({
    desired: fc.option(anyRelease, { nil: undefined }),
    availableUpdates: fc.option(fc.array(anyRelease), { nil: undefined }),
    conditionalUpdates: fc.array(fc.record({ release: anyRelease, recommended: text, risks })),
    history: fc.array(anyRelease),
    retrievalFailure: fc.option(fc.record({ reason: text, message: text }), { nil: undefined }),
  });
  fc.assert(
    fc.property(any, (all) => {
      const { releases } = listReleases(all);
      expect(new Set(releases.map((entry) => entry.image)).size).toBe(releases.length);
      expect(releases.every((entry) => entry.version.length <= 128 && entry.risks.length <= 20)).toBe(true);
    }),
  );
});
