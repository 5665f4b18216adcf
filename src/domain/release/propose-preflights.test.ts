import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { ExistingPreflight, ReleaseNode, ReleasePool } from './cluster-facts';
import type { PreflightProposal, ProposalInputs } from './propose-preflights';
import { proposePreflights } from './propose-preflights';
import { freeName, proposalName } from './proposal-name';
import { parseReleaseKernel } from './release-kernel';
import type { ResolvedStream, StreamKernel } from './stream-kernel';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const DTK = `quay.io/payload/dtk@sha256:${'1'.repeat(64)}`;
const DTK_10 = `quay.io/payload/dtk@sha256:${'2'.repeat(64)}`;
const K = '5.14.0-570.19.1.el9_6.x86_64';
const OLD = '5.14.0-427.18.1.el9_4.x86_64';
const ARM = '5.14.0-570.19.1.el9_6.aarch64';
const EL10 = '6.12.0-55.el10_2.x86_64';

function kernel(text: string, derived = false): StreamKernel {
  const outcome = parseReleaseKernel(text);
  if (!outcome.ok) throw new Error(outcome.message);
  return { ...outcome.value, source: 'extensions', ...(derived && { derived: true as const }) };
}

function stream(name: string, dtkImage: string | undefined, ...kernels: (string | StreamKernel)[]): ResolvedStream {
  return {
    name,
    ...(dtkImage !== undefined && { dtkImage }),
    kernels: kernels.map((entry) => (typeof entry === 'string' ? kernel(entry) : entry)),
  };
}

function node(name: string, rest: Partial<ReleaseNode> = {}): ReleaseNode {
  const osImage = 'Red Hat Enterprise Linux CoreOS 416.94.202409040013-0 (Plow)';
  return { name, architecture: 'amd64', kernelVersion: OLD, osImage, labels: { role: 'worker' }, ...rest };
}

function pool(name: string, rest: Partial<ReleasePool> = {}): ReleasePool {
  return { name, matchLabels: { role: name }, matchExpressions: [], ...rest };
}

const RHEL_9 = stream('rhel-9', DTK, K, `${K}+rt`, ARM, `${ARM}+64k`);

function propose(inputs: Partial<ProposalInputs>) {
  return proposePreflights({
    release: { version: '4.19.0' },
    streams: [RHEL_9],
    nodes: [],
    pools: [],
    existing: [],
    sha256,
    ...inputs,
  });
}

const brief = ({ name, kernelVersion, nodes, pools }: PreflightProposal) => [name, kernelVersion, nodes, pools];

test('one proposal for the nodes of a plain cluster', () => {
  expect(propose({ nodes: [node('a'), node('b')], pools: [pool('worker')] })).toEqual({
    proposals: [
      {
        name: '4.19.0-amd64',
        kernelVersion: K,
        dtkImage: DTK,
        architecture: 'amd64',
        type: 'default',
        stream: 'rhel-9',
        nodes: 2,
        pools: ['worker'],
        existing: null,
        running: false,
        warnings: [],
      },
    ],
    warnings: [],
  });
});

test('architectures and kernel types, from nodes and from pools', () => {
  const nodes = [
    node('arm', { architecture: 'arm64', kernelVersion: '5.14.0-427.18.1.el9_4.aarch64' }),
    node('big', { architecture: 'arm64', kernelVersion: '5.14.0-427.18.1.el9_4.aarch64+64k' }),
    node('rt-already', { kernelVersion: `${OLD}+rt` }),
    node('rt-soon', { labels: { role: 'realtime' } }),
    node('plain'),
    node('windows', { labels: { 'kubernetes.io/os': 'windows' } }),
  ];
  const pools = [pool('realtime', { kernelType: 'rt' }), pool('worker')];
  expect(propose({ nodes, pools }).proposals.map(brief)).toEqual([
    ['4.19.0-amd64', K, 1, ['worker']],
    ['4.19.0-amd64-rt', `${K}+rt`, 2, ['realtime', 'worker']],
    ['4.19.0-arm64', ARM, 1, ['worker']],
    ['4.19.0-arm64-64k', `${ARM}+64k`, 1, ['worker']],
  ]);
});

test('a cluster that shows no node: the default kernels', () => {
  expect(propose({}).proposals.map(brief)).toEqual([
    ['4.19.0-amd64', K, 0, []],
    ['4.19.0-arm64', ARM, 0, []],
  ]);
  expect(propose({}).proposals.map(({ running }) => running)).toEqual([false, false]);
});

describe('two streams', () => {
  const streams = [stream('rhel-9', DTK, K), stream('rhel-10', DTK_10, EL10)];
  const on = (version: string) => ({ osImage: `Red Hat Enterprise Linux CoreOS ${version}` });

  test('the pool tells, else the node; the name has the stream', () => {
    const nodes = [
      node('nine', on('9.6.20260128-1')),
      node('ten', on('10.2.20260328-0')),
      node('ten-soon', { ...on('9.6.20260128-1'), labels: { role: 'ten' } }),
    ];
    const { proposals, warnings } = propose({ streams, nodes, pools: [pool('ten', { osStream: 'rhel-10' })] });
    expect(proposals.map(({ name, dtkImage, nodes: count }) => [name, dtkImage, count])).toEqual([
      ['4.19.0-amd64-rhel-9', DTK, 1],
      ['4.19.0-amd64-rhel-10', DTK_10, 2],
    ]);
    expect(warnings.map(({ reason }) => reason)).toEqual(['DtkImagesDiffer']);
  });

  test('nothing tells: the main one is assumed, and said', () => {
    const { proposals } = propose({
      streams,
      nodes: [node('known', on('9.6.20260128-1')), node('odd', { osImage: '' })],
    });
    expect(proposals.map(({ stream: name, nodes, warnings }) => [name, nodes, warnings])).toEqual([
      [
        'rhel-9',
        2,
        [
          {
            reason: 'StreamAssumed',
            message:
              'Neither the pool nor the operating system of 1 node (odd) tells the stream: rhel-9, the main one of the ' +
              'release, is assumed.',
          },
        ],
      ],
    ]);
  });

  test('a release with one stream moves every node to it, but for a pool that is bound to another', () => {
    const { proposals, warnings } = propose({
      streams: [stream('rhel-10', DTK_10, EL10)],
      nodes: [node('nine', on('9.6.20260128-1')), node('bound', { labels: { role: 'nine' } })],
      pools: [pool('nine', { osStream: 'rhel-9' })],
    });
    expect(proposals.map(brief)).toEqual([['4.19.0-amd64', EL10, 1, []]]);
    expect(proposals[0]?.warnings).toEqual([]);
    expect(warnings).toEqual([
      {
        reason: 'KernelMissing',
        message:
          'Release 4.19.0 has no images for the stream rhel-9, which 1 node (bound; pool nine) would need: no proposal ' +
          'covers them.',
      },
    ]);
  });
});

describe('nodes without a kernel in the release are said', () => {
  test.each<[string, ResolvedStream[], ReleaseNode, string]>([
    [
      'realtime, with the command that may tell',
      [stream('rhel-9', DTK, K)],
      node('rt', { kernelVersion: `${OLD}+rt` }),
      'Release 4.19.0 names no rt kernel for "amd64" in stream rhel-9, which 1 node (rt) would need: no proposal covers ' +
        `them. The Driver Toolkit's RT_KERNEL_VERSION may tell it: podman run --rm ${DTK} cat /etc/driver-toolkit-release.json`,
    ],
    [
      'another architecture',
      [stream('rhel-9', DTK, K)],
      node('z', { architecture: 's390x', kernelVersion: '5.14.0-427.18.1.el9_4.s390x' }),
      'Release 4.19.0 names no default kernel for "s390x" in stream rhel-9, which 1 node (z) would need: no proposal covers them.',
    ],
    [
      'nothing resolved',
      [stream('rhel-9', DTK)],
      node('a'),
      'Release 4.19.0 names no default kernel for "amd64" in stream rhel-9, which 1 node (a) would need: no proposal covers ' +
        `them. The Driver Toolkit's KERNEL_VERSION may tell it: podman run --rm ${DTK} cat /etc/driver-toolkit-release.json`,
    ],
    [
      'no stream',
      [],
      node('a'),
      'Release 4.19.0 has no images for any operating system stream, which 1 node (a) would need: no proposal covers them.',
    ],
  ])('%s', (_name, streams, odd, message) => {
    expect(propose({ streams, nodes: [odd] })).toEqual({
      proposals: [],
      warnings: [{ reason: 'KernelMissing', message }],
    });
  });

  test('a RHEL of packages', () => {
    const names = ['a', 'b', 'c', 'd'];
    const nodes = names.map((name) => node(name, { osImage: 'Red Hat Enterprise Linux 8.6 (Ootpa)' }));
    expect(propose({ nodes })).toEqual({
      proposals: [],
      warnings: [
        {
          reason: 'KernelNotFromRelease',
          message:
            '4 nodes (a, b, c, …) run "Red Hat Enterprise Linux 8.6 (Ootpa)", which no release updates: their kernel comes ' +
            'from their own packages and is not among the proposals.',
        },
      ],
    });
  });
});

test('a pool with an operating system image of its own, a derived kernel, no Driver Toolkit', () => {
  const { proposals } = propose({
    streams: [stream('rhel-9', undefined, kernel(`${K}+rt`, true))],
    nodes: [node('a', { kernelVersion: `${OLD}+rt` })],
    pools: [pool('worker', { customOsImage: 'registry.example.com/os@sha256:1' })],
  });
  expect(proposals.map(({ dtkImage, warnings }) => [dtkImage, warnings.map(({ reason }) => reason)])).toEqual([
    [null, ['KernelDerived', 'DtkMissing', 'CustomOsImage']],
  ]);
  expect(proposals[0]?.warnings[2]?.message).toBe(
    'Pool worker has the operating system image "registry.example.com/os@sha256:1" of its own: the kernel of its nodes ' +
      "comes from there and may not be the release's.",
  );
});

test.each([
  [[K, K], true],
  [[K, `${K}+`], true],
  [[K, OLD], false],
])('nodes that run %j: running is %s', (kernels, running) => {
  const nodes = kernels.map((kernelVersion, index) => node(`n${index}`, { kernelVersion }));
  expect(propose({ nodes }).proposals.map((proposal) => proposal.running)).toEqual([running]);
});

describe('existing preflights', () => {
  const same = { kernelVersion: K, dtkImage: DTK };
  const other = { kernelVersion: OLD, dtkImage: DTK };
  test.each<[string, ExistingPreflight[], string, string | null]>([
    ['none', [], '4.19.0-amd64', null],
    ['the same, of any name', [{ name: 'mine', ...same }], '4.19.0-amd64', 'mine'],
    [
      'the same, of this name',
      [
        { name: 'mine', ...same },
        { name: '4.19.0-amd64', ...same },
      ],
      '4.19.0-amd64',
      '4.19.0-amd64',
    ],
    ['another of this name', [{ name: '4.19.0-amd64', ...other }], '4.19.0-amd64-2', null],
    ['without a Driver Toolkit', [{ name: '4.19.0-amd64', kernelVersion: K }], '4.19.0-amd64-2', null],
    [
      'the second is the same',
      [
        { name: '4.19.0-amd64', ...other },
        { name: '4.19.0-amd64-2', ...same },
      ],
      '4.19.0-amd64-2',
      '4.19.0-amd64-2',
    ],
    [
      'two others',
      [
        { name: '4.19.0-amd64', ...other },
        { name: '4.19.0-amd64-2', ...other },
      ],
      '4.19.0-amd64-3',
      null,
    ],
  ])('%s', (_name, existing, name, found) => {
    const { proposals } = propose({ nodes: [node('a')], existing });
    expect(proposals.map((proposal) => [proposal.name, proposal.existing])).toEqual([[name, found]]);
  });
});

describe('names', () => {
  const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

  test.each([
    [{ version: '4.19.0', architecture: 'amd64', type: 'default', stream: undefined }, '4.19.0-amd64'],
    [{ version: '4.22.0', architecture: 'arm64', type: '64k', stream: 'rhel-10' }, '4.22.0-arm64-64k-rhel-10'],
    [
      { version: '4.22.0-okd-scos.6', architecture: 'amd64', type: 'rt', stream: undefined },
      '4.22.0-okd-scos.6-amd64-rt',
    ],
    [{ version: '4.19.0+Build_7', architecture: 'amd64', type: 'default', stream: undefined }, '4.19.0-build-7-amd64'],
    [{ version: '4.19.-x', architecture: 'amd64', type: 'default', stream: undefined }, '4.19-x-amd64'],
  ] as const)('%j is called %s', (identity, name) => {
    expect(proposalName(identity, sha256)).toBe(name);
  });

  test('a long one is 54 characters and eight of its hash', () => {
    const version = '4.19.0-0.nightly-priv-2025-06-01-001122-and-some-more-words';
    const name = proposalName({ version, architecture: 'amd64', type: 'rt', stream: 'rhel-9' }, sha256);
    expect(name).toBe(`${version.slice(0, 54)}-${sha256(`${version}-amd64-rt-rhel-9`).slice(0, 8)}`);
    expect(name).toHaveLength(63);
  });

  test('any version: a name that the API server takes, also when it is taken', () => {
    const identity = fc.record({
      version: fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-z.+-]{0,80}$/)),
      architecture: fc.constantFrom('amd64', 's390x'),
      type: fc.constantFrom('default' as const, 'rt' as const),
      stream: fc.option(fc.string(), { nil: undefined }),
    });
    fc.assert(
      fc.property(identity, fc.nat(12), (wished, others) => {
        const taken: ExistingPreflight[] = [];
        for (let count = 0; count <= others; count++) {
          const name = freeName(proposalName(wished, sha256), { kernelVersion: String(count) }, taken);
          expect(name).toMatch(SUBDOMAIN);
          expect(name.length).toBeLessThanOrEqual(63);
          taken.push({ name, kernelVersion: String(count) });
        }
        expect(new Set(taken.map(({ name }) => name)).size).toBe(others + 1);
      }),
    );
  });
});

test('any cluster: every node is in one proposal or in a warning', () => {
  const anyNode = fc.record({
    architecture: fc.constantFrom('amd64', 'arm64', 's390x', ''),
    kernelVersion: fc.constantFrom(OLD, `${OLD}+rt`, `${ARM}+64k`, ''),
    osImage: fc.constantFrom('', 'Red Hat Enterprise Linux 8.6', 'Red Hat Enterprise Linux CoreOS 10.2.20260328-0'),
    labels: fc.constantFrom({}, { role: 'worker' }, { role: 'rt' }),
  });
  const streams = fc.subarray([RHEL_9, stream('rhel-10', DTK_10, EL10)]);
  fc.assert(
    fc.property(fc.array(anyNode, { minLength: 1 }), streams, (facts, release) => {
      const nodes = facts.map((fact, index) => ({ name: `n${index}`, ...fact }));
      const pools = [pool('worker'), pool('rt', { kernelType: 'rt', osStream: 'rhel-10' })];
      const { proposals, warnings } = propose({ nodes, pools, streams: release });
      const said = warnings.map(({ message }) => Number(/(\d+) nodes? \(/.exec(message)?.[1] ?? 0));
      const counted = [...proposals.map((proposal) => proposal.nodes), ...said].reduce((sum, count) => sum + count, 0);
      expect(counted).toBe(nodes.length);
      expect(new Set(proposals.map(({ name }) => name)).size).toBe(proposals.length);
    }),
  );
});
