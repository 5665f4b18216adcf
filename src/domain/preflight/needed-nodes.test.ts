import type { NodeFacts } from './needed-nodes';
import { countSelectedNodes, isNeeded, selectTargetNodes } from './needed-nodes';

const node = (architecture: string, kernelType: NodeFacts['kernelType'], labels = {}): NodeFacts => ({
  architecture,
  kernelType,
  labels,
});
const amd64 = node('amd64', 'default', { worker: '', gpu: 'a100' });
const realtime = node('amd64', 'rt', { worker: '' });
const arm64 = node('arm64', 'default', { worker: '' });
const NODES = [amd64, realtime, arm64];

test.each([
  [{ architecture: 'amd64', type: 'default' }, [amd64]],
  [{ architecture: 'amd64', type: 'rt' }, [realtime]],
  [{ architecture: 'arm64', type: 'default' }, [arm64]],
  [{ architecture: 'arm64', type: '64k' }, []],
  [{ architecture: undefined, type: 'default' }, [amd64, arm64]],
] as const)('a kernel for %j runs on nodes of its architecture and type', (target, expected) => {
  expect(selectTargetNodes(NODES, target)).toEqual(expected);
});

test.each([
  [{}, 3],
  [{ worker: '' }, 3],
  [{ worker: '', gpu: 'a100' }, 1],
  [{ gpu: '' }, 0],
  [{ absent: '' }, 0],
])('selector %j', (selector, count) => expect(countSelectedNodes(selector, NODES)).toBe(count));

test.each([
  [0, 0, true],
  [0, 4, false],
  [1, 4, true],
])('%i of %i nodes of the kernel: needed %s', (selected, target, needed) => {
  expect(isNeeded(selected, target)).toBe(needed);
});
