import { parseKernelTarget } from '../../domain/kernel/kernel-target';
import type { NodeFacts } from '../../domain/preflight/needed-nodes';
import { createNodeIndex, nodeChanged } from './node-index';

const worker = (labels = {}): NodeFacts => ({
  labels: { worker: '', ...labels },
  architecture: 'amd64',
  kernelType: 'default',
});
const AMD64 = parseKernelTarget('5.14.0-570.el9.x86_64');
const ARM64 = parseKernelTarget('5.14.0-570.el9.aarch64');

function indexOver(...nodes: NodeFacts[]) {
  let lists = 0;
  const list = (): NodeFacts[] => {
    lists += 1;
    return nodes;
  };
  return { nodes, index: createNodeIndex(list), lists: () => lists };
}

test('counts the nodes that a Module matters for', () => {
  const { index } = indexOver(worker(), worker({ gpu: 'yes' }));
  expect(index.needOf({ worker: '' }, AMD64)).toEqual({ nodesMatching: 2, needed: true });
  expect(index.needOf({ gpu: 'yes' }, AMD64)).toEqual({ nodesMatching: 1, needed: true });
  expect(index.needOf({ gpu: 'no' }, AMD64)).toEqual({ nodesMatching: 0, needed: false });
});

test('a kernel that no node has makes everything needed', () => {
  const { index } = indexOver(worker());
  expect(index.needOf({ gpu: 'no' }, ARM64)).toEqual({ nodesMatching: 0, needed: true });
});

test('thousands of Modules look through the nodes once for each kernel', () => {
  const { index, lists } = indexOver(worker());
  for (let i = 0; i < 1_000; i += 1) index.needOf({ worker: '', [`label-${i % 3}`]: '' }, i % 2 ? AMD64 : ARM64);
  expect(lists()).toBe(2);
});

test('selectors that say the same are the same, whatever their order', () => {
  const { index, nodes } = indexOver(worker({ gpu: 'yes' }));
  index.needOf({ worker: '', gpu: 'yes' }, AMD64);
  nodes.length = 0;
  expect(index.needOf({ gpu: 'yes', worker: '' }, AMD64).nodesMatching).toBe(1);
});

test('a change of a node is seen after it is told', () => {
  const { index, nodes } = indexOver(worker());
  expect(index.needOf({}, AMD64).nodesMatching).toBe(1);
  nodes.push(worker());
  index.invalidate();
  expect(index.needOf({}, AMD64).nodesMatching).toBe(2);
});

test.each<[string, NodeFacts | undefined, NodeFacts | undefined, boolean]>([
  ['a heartbeat', worker(), worker(), false],
  ['labels in another order', worker({ a: '1', b: '2' }), worker({ b: '2', a: '1' }), false],
  ['a label', worker(), worker({ gpu: 'yes' }), true],
  ['a kernel type', worker(), { ...worker(), kernelType: 'rt' }, true],
  ['an architecture', worker(), { ...worker(), architecture: 'arm64' }, true],
  ['a new node', undefined, worker(), true],
  ['a node that went', worker(), undefined, true],
])('%s', (_case, previous, current, changed) => expect(nodeChanged(previous, current)).toBe(changed));
