import { canonicalJson } from '../../domain/preflight/inputs-digest';
import type { KernelTarget } from '../../domain/kernel/kernel-target';
import type { NodeFacts } from '../../domain/preflight/needed-nodes';
import { countSelectedNodes, isNeeded, selectTargetNodes } from '../../domain/preflight/needed-nodes';

/** How many nodes a Module matters for on one kernel. */
export interface Need {
  nodesMatching: number;
  needed: boolean;
}

/** Counts nodes by selector and kernel; thousands of Modules share few selectors, so counts are kept until a node changes. */
export interface NodeIndex {
  needOf(selector: Record<string, string>, target: KernelTarget): Need;
  /** Forgets the counts; called when a node's facts changed. */
  invalidate(): void;
}

/** An index over the nodes that `nodes` lists. */
export function createNodeIndex(nodes: () => Iterable<NodeFacts>): NodeIndex {
  const targets = new Map<string, NodeFacts[]>();
  const counts = new Map<string, number>();

  const targetNodes = (key: string, target: KernelTarget): NodeFacts[] => {
    const known = targets.get(key) ?? selectTargetNodes(nodes(), target);
    targets.set(key, known);
    return known;
  };

  return {
    needOf(selector, target) {
      const targetKey = `${target.architecture ?? ''}/${target.type}`;
      const candidates = targetNodes(targetKey, target);
      const key = `${targetKey}/${canonicalJson(selector)}`;
      const nodesMatching = counts.get(key) ?? countSelectedNodes(selector, candidates);
      counts.set(key, nodesMatching);
      return { nodesMatching, needed: isNeeded(nodesMatching, candidates.length) };
    },
    invalidate() {
      targets.clear();
      counts.clear();
    },
  };
}

/** True when two sights of a node differ in a fact that counts; heartbeats do not. */
export function nodeChanged(previous: NodeFacts | undefined, current: NodeFacts | undefined): boolean {
  return canonicalJson(previous ?? null) !== canonicalJson(current ?? null);
}
