import type { ReleaseNode } from './cluster-facts';
import { resolveRunningRelease } from './cluster-release';

const spec = (digit: string) => `quay.io/payload/dtk@sha256:${digit.repeat(64)}`;
const K = '5.14.0-570.19.1.el9_6.x86_64';

function node(name: string, osVersion: string, kernelVersion: string, architecture = 'amd64'): ReleaseNode {
  const osImage = `Red Hat Enterprise Linux CoreOS ${osVersion} (Plow)`;
  return { name, architecture, kernelVersion, osImage, labels: {} };
}

const TAGS = [
  { name: '418.94.202505062142-0', pullSpec: spec('1') },
  { name: '9.6.20250514-0', pullSpec: spec('2') },
  { name: 'latest', pullSpec: spec('2') },
];

function resolve(nodes: ReleaseNode[], imageStreamTags = TAGS) {
  return resolveRunningRelease({ imageStreamTags, nodes, currentVersion: '4.19.0' });
}

test('Driver Toolkit of the running version, kernels of the nodes', () => {
  const nodes = [
    node('a', '9.6.20250514-0', K),
    node('b', '9.6.20250514-0', `${K}+`),
    node('rt', '9.6.20250514-0', `${K}+rt`),
    node('arm', '9.6.20250514-0', '5.14.0-570.19.1.el9_6.aarch64', 'arm64'),
  ];
  expect(resolve(nodes)).toEqual({
    version: '4.19.0',
    architectures: ['amd64', 'arm64'],
    streams: [
      {
        name: 'rhel-9',
        osVersion: '9.6.20250514-0',
        dtkImage: spec('2'),
        kernels: [
          { architecture: 'amd64', type: 'default', version: K, source: 'cluster' },
          { architecture: 'amd64', type: 'rt', version: `${K}+rt`, source: 'cluster' },
          { architecture: 'arm64', type: 'default', version: '5.14.0-570.19.1.el9_6.aarch64', source: 'cluster' },
          {
            architecture: 'arm64',
            type: '64k',
            version: '5.14.0-570.19.1.el9_6.aarch64+64k',
            source: 'cluster',
            derived: true,
          },
        ],
      },
    ],
    warnings: [],
  });
});

test('in the middle of an update the newer ones count, though fewer', () => {
  const old = '5.14.0-427.68.1.el9_4.x86_64';
  const { streams, warnings } = resolve([
    node('a', '418.94.202505062142-0', old),
    node('b', '418.94.202505062142-0', old),
    node('c', '9.6.20250514-0', K),
  ]);
  expect(streams.map(({ dtkImage, kernels }) => [dtkImage, kernels[0]?.version])).toEqual([[spec('2'), K]]);
  expect(warnings).toEqual([
    {
      reason: 'NodesNotUpdated',
      message: '2 nodes (a, b) of stream rhel-9 do not run the operating system 9.6.20250514-0 yet.',
    },
  ]);
});

test('two streams, each with its own latest', () => {
  const tags = [
    ...TAGS,
    { name: '10.2.20260328-0', pullSpec: spec('3') },
    { name: 'latest-rhel-10', pullSpec: spec('3') },
  ];
  const { streams } = resolve(
    [node('a', '9.6.20250514-0', K), node('b', '10.2.20260328-0', '6.12.0-55.el10_2.x86_64')],
    tags,
  );
  expect(streams.map(({ name, dtkImage }) => [name, dtkImage])).toEqual([
    ['rhel-10', spec('3')],
    ['rhel-9', spec('2')],
  ]);
});

test('an ImageStream that does not know the nodes: no Driver Toolkit of another version', () => {
  const { streams, warnings } = resolve([node('a', '9.6.20260616-0', K)]);
  expect(streams).toEqual([expect.objectContaining({ name: 'rhel-9', osVersion: '9.6.20260616-0' })]);
  expect(streams[0]).not.toHaveProperty('dtkImage');
  expect(warnings).toEqual([
    {
      reason: 'DtkMissing',
      message:
        'ImageStream openshift/driver-toolkit has no tag for 9.6.20260616-0 of stream rhel-9: KMM cannot build for the ' +
        'nodes as they are.',
    },
  ]);
});

test('tags without a digest do not count', () => {
  const { streams } = resolve(
    [node('a', '9.6.20250514-0', K)],
    [{ name: '9.6.20250514-0', pullSpec: 'quay.io/a/b:1' }],
  );
  expect(streams[0]).not.toHaveProperty('dtkImage');
});

test('nodes of one version with two kernels: the more common, and a warning', () => {
  const other = '5.14.0-570.96.1.el9_6.x86_64';
  const { streams, warnings } = resolve([
    node('a', '9.6.20250514-0', other),
    node('b', '9.6.20250514-0', K),
    node('c', '9.6.20250514-0', K),
  ]);
  expect(streams[0]?.kernels[0]?.version).toBe(K);
  expect(warnings.map(({ reason }) => reason)).toEqual(['KernelSourcesDisagree']);
});

test('nodes that are none of OpenShift are said', () => {
  const odd = { ...node('a', '', '6.8.0-45-generic'), osImage: 'Ubuntu 24.04' };
  expect(resolve([odd])).toEqual({
    version: '4.19.0',
    architectures: [],
    streams: [],
    warnings: [
      {
        reason: 'KernelUnknown',
        message: '1 node (a) show no node image of OpenShift with a RHEL kernel and do not count.',
      },
    ],
  });
});
