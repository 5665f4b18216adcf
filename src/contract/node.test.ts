import fc from 'fast-check';
import { kubeObject } from '../testing/builders';
import { parseNode } from './node';

test.each([
  ['amd64', '5.14.0-570.17.1.el9_6.x86_64', 'default'],
  ['amd64', '5.14.0-570.17.1.el9_6.x86_64+rt', 'rt'],
  ['arm64', '5.14.0-570.17.1.el9_6.aarch64+64k', '64k'],
])('%s node with kernel %s is %s', (architecture, kernelVersion, kernelType) => {
  const raw = kubeObject(
    'n',
    { status: { nodeInfo: { architecture, kernelVersion, kubeletVersion: 'v1' } } },
    { labels: { a: 'b' } },
  );
  expect(parseNode(raw)).toEqual({ labels: { a: 'b' }, architecture, kernelType });
});

test('a node that has not reported yet matches no kernel', () => {
  expect(parseNode(kubeObject('n'))).toEqual({ labels: {}, architecture: '', kernelType: 'default' });
});

test('any JSON is read without an exception', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (any) => {
      for (const status of [any, { nodeInfo: any }, { nodeInfo: { architecture: any, kernelVersion: any } }]) {
        expect(typeof parseNode(kubeObject('n', { status })).architecture).toBe('string');
      }
    }),
  );
});
