import type { NodeFacts } from './needed-nodes';
import { countSelectedNodes } from './needed-nodes';

/** How many nodes; `atLeast` when only a lower bound can be told. */
export interface AffectedNodes {
  count: number;
  atLeast: boolean;
}

/** A Module that would fail: how many nodes its report names, and its selector when the Module could be read. */
export interface FailedModule {
  nodes: number | undefined;
  selector: Record<string, string> | undefined;
}

/**
 * Nodes that would miss at least one of the Modules. One node may carry several, so the numbers of the reports cannot
 * be added: without the nodes or a selector the largest of them is a lower bound. `nodes` are those of the kernel's
 * architecture and type.
 */
export function countAffectedNodes(
  failed: readonly FailedModule[],
  nodes: readonly NodeFacts[] | undefined,
): AffectedNodes {
  const selectors = failed.map(({ selector }) => selector).filter((selector) => selector !== undefined);
  if (nodes && selectors.length === failed.length) {
    const hit = nodes.filter((node) => selectors.some((selector) => countSelectedNodes(selector, [node]) === 1));
    return { count: hit.length, atLeast: false };
  }
  return { count: Math.max(0, ...failed.map((module) => module.nodes ?? 0)), atLeast: true };
}
