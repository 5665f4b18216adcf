import type { KernelTarget } from '../kernel/kernel-target';

/** The few facts of a node that decide whether a kernel is for it. */
export interface NodeFacts {
  labels: Record<string, string>;
  /** Go name of `status.nodeInfo.architecture`. */
  architecture: string;
  kernelType: KernelTarget['type'];
}

/** Nodes of the architecture and kernel type of a kernel. An unknown architecture matches every node of the type. */
export function selectTargetNodes(nodes: Iterable<NodeFacts>, target: KernelTarget): NodeFacts[] {
  return [...nodes].filter(
    (node) =>
      node.kernelType === target.type &&
      (target.architecture === undefined || node.architecture === target.architecture),
  );
}

/** How many of these nodes a Module's selector (`matchLabels`) selects. */
export function countSelectedNodes(selector: Record<string, string>, nodes: readonly NodeFacts[]): number {
  const wanted = Object.entries(selector);
  return nodes.filter((node) => wanted.every(([key, value]) => node.labels[key] === value)).length;
}

/**
 * Whether a Module's verdict matters for this kernel: some node would load it, or no node of the cluster has that
 * architecture and kernel type at all, so that nothing can be told (design §4.2).
 */
export function isNeeded(selectedNodes: number, targetNodes: number): boolean {
  return targetNodes === 0 || selectedNodes > 0;
}
