import { kubeObject } from '../testing/builders';
import { parseImageStreamTags } from './image-stream';
import { parseMachineConfig, parseMachineConfigPool } from './machine-config';
import { parseReleaseNode } from './release-node';

test('a pool: its nodes and the rendered config that it is to have', () => {
  const raw = kubeObject('worker-rt', {
    spec: {
      nodeSelector: {
        matchLabels: { 'node-role.kubernetes.io/worker-rt': '' },
        matchExpressions: [{ key: 'a', operator: 'In', values: ['b', 3] }, null],
      },
      configuration: { name: 'rendered-worker-rt-new' },
    },
    status: { configuration: { name: 'rendered-worker-rt-old' }, osImageStream: { name: 'rhel-10' } },
  });
  expect(parseMachineConfigPool(raw)).toEqual({
    name: 'worker-rt',
    matchLabels: { 'node-role.kubernetes.io/worker-rt': '' },
    matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }],
    renderedConfig: 'rendered-worker-rt-new',
    osStream: 'rhel-10',
  });
  expect(parseMachineConfigPool(kubeObject('empty'))).toEqual({
    name: 'empty',
    matchLabels: {},
    matchExpressions: [],
    renderedConfig: '',
  });
});

test.each([
  ['realtime', 'rt'],
  ['64k-pages', '64k'],
  ['default', 'default'],
  ['', 'default'],
  [undefined, 'default'],
])('kernel type %p: %s', (kernelType, expected) => {
  const config = parseMachineConfig(kubeObject('rendered', { spec: { kernelType, osImageURL: 'quay.io/x/y' } }));
  expect(config).toEqual({ kernelType: expected, osImageURL: 'quay.io/x/y' });
});

test('of an ImageStream only tags of images count', () => {
  const tags = [
    { name: 'latest', from: { kind: 'DockerImage', name: 'quay.io/x/y@sha256:1' } },
    { name: 'alias', from: { kind: 'ImageStreamTag', name: 'latest' } },
    { name: 'empty' },
    null,
  ];
  expect(parseImageStreamTags(kubeObject('driver-toolkit', { spec: { tags } }))).toEqual([
    { name: 'latest', pullSpec: 'quay.io/x/y@sha256:1' },
  ]);
  expect(parseImageStreamTags(kubeObject('empty'))).toEqual([]);
});

test('a node: what it runs', () => {
  const nodeInfo = { architecture: 'amd64', kernelVersion: '5.14.0-1.el9_6.x86_64', osImage: 'Red Hat' };
  const raw = kubeObject('n', { status: { nodeInfo } }, { labels: { a: 'b' } });
  expect(parseReleaseNode(raw)).toEqual({ name: 'n', ...nodeInfo, labels: { a: 'b' } });
  expect(parseReleaseNode(kubeObject('new'))).toMatchObject({ architecture: '', kernelVersion: '', labels: {} });
});
