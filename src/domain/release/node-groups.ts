import type { KernelType } from '../kernel/kernel-target';
import { parseKernelTarget } from '../kernel/kernel-target';
import { quote } from '../quote';
import type { ReleaseNode, ReleasePool } from './cluster-facts';
import { parseOsImage } from './os-stream';
import type { ReleaseWarning } from './release-warning';
import { selectPool } from './select-pool';

/** Nodes that will run the same kernel after an update. */
export interface NodeGroup {
  architecture: string;
  type: KernelType;
  /** Empty when the release has no stream at all. */
  stream: string;
  nodes: ReleaseNode[];
  /** Those of which neither pool nor node tells the stream, while the release has several. */
  assumed: ReleaseNode[];
  pools: ReleasePool[];
}

const NAMED_NODES = 3;

/**
 * Groups the Linux nodes of a cluster by architecture, kernel type and operating system stream: those of their
 * MachineConfigPool, for they hold after the update too; else what the node shows. `streams` are the release's, the
 * main one first. Nodes that no release updates are left out and said.
 */
export function selectNodeGroups(
  nodes: readonly ReleaseNode[],
  pools: readonly ReleasePool[],
  streams: readonly string[],
): { groups: NodeGroup[]; warnings: ReleaseWarning[] } {
  const linux = nodes.filter((node) => (node.labels['kubernetes.io/os'] ?? 'linux') === 'linux');
  const isPackageMode = (node: ReleaseNode) => parseOsImage(node.osImage).packageMode;
  const groups = new Map<string, NodeGroup>();
  for (const node of linux.filter((candidate) => !isPackageMode(candidate))) {
    const pool = selectPool(node.labels, pools);
    const type = pool?.kernelType ?? parseKernelTarget(node.kernelVersion).type;
    const { stream, assumed } = streamOf(node, pool, streams);
    const key = JSON.stringify([node.architecture, type, stream]);
    const group = groups.get(key) ?? {
      architecture: node.architecture,
      type,
      stream,
      nodes: [],
      assumed: [],
      pools: [],
    };
    group.nodes.push(node);
    if (assumed) group.assumed.push(node);
    if (pool && !group.pools.includes(pool)) group.pools.push(pool);
    groups.set(key, group);
  }
  return { groups: [...groups.values()], warnings: packageModeWarnings(linux.filter(isPackageMode)) };
}

/** `3 nodes (a, b, …; pool worker)`, for a sentence. */
export function printNodes(nodes: readonly ReleaseNode[], pools: readonly ReleasePool[] = []): string {
  const names = nodes.slice(0, NAMED_NODES).map(({ name }) => name);
  const more = nodes.length > NAMED_NODES ? ', …' : '';
  const pooled = pools.length === 0 ? '' : `; pool ${pools.map(({ name }) => name).join(', ')}`;
  return `${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'} (${names.join(', ')}${more}${pooled})`;
}

function streamOf(
  node: ReleaseNode,
  pool: ReleasePool | undefined,
  streams: readonly string[],
): { stream: string; assumed: boolean } {
  if (pool?.osStream !== undefined) return { stream: pool.osStream, assumed: false };
  const [main = '', ...others] = streams;
  if (others.length === 0) return { stream: main, assumed: false };
  const shown = parseOsImage(node.osImage).stream;
  const known = shown !== undefined && streams.includes(shown);
  return known ? { stream: shown, assumed: false } : { stream: main, assumed: true };
}

function packageModeWarnings(nodes: readonly ReleaseNode[]): ReleaseWarning[] {
  const [first] = nodes;
  if (!first) return [];
  const message =
    `${printNodes(nodes)} run ${quote(first.osImage)}, which no release updates: ` +
    'their kernel comes from their own packages and is not among the proposals.';
  return [{ reason: 'KernelNotFromRelease', message }];
}
