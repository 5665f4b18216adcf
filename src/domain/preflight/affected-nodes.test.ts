import { countAffectedNodes } from './affected-nodes';
import type { NodeFacts } from './needed-nodes';

const node = (labels: Record<string, string>): NodeFacts => ({ labels, architecture: 'amd64', kernelType: 'default' });
const gpu = { gpu: 'yes' };
const worker = { worker: '' };
const nodes = [node({ ...gpu, ...worker }), node(worker), node({})];

describe('countAffectedNodes', () => {
  it('counts a node once, however many Modules it would miss', () => {
    const failed = [
      { nodes: 1, selector: gpu },
      { nodes: 2, selector: worker },
    ];
    expect(countAffectedNodes(failed, nodes)).toEqual({ count: 2, atLeast: false });
  });

  it('knows a lower bound without the nodes', () => {
    const failed = [
      { nodes: 3, selector: gpu },
      { nodes: 2, selector: worker },
    ];
    expect(countAffectedNodes(failed, undefined)).toEqual({ count: 3, atLeast: true });
  });

  it('knows a lower bound when one of the Modules cannot be read', () => {
    const failed = [
      { nodes: undefined, selector: gpu },
      { nodes: 2, selector: undefined },
    ];
    expect(countAffectedNodes(failed, nodes)).toEqual({ count: 2, atLeast: true });
  });

  it('is none without failures', () => {
    expect(countAffectedNodes([], nodes)).toEqual({ count: 0, atLeast: false });
    expect(countAffectedNodes([], undefined).count).toBe(0);
  });
});
