import type { Reference } from '../../../domain/image/reference';
import { parseReference } from '../../../domain/image/reference';
import type { ReleaseNode, ReleasePool } from '../../../domain/release/cluster-facts';
import { selectNodeGroups } from '../../../domain/release/node-groups';
import { ARCHITECTURES } from '../../../domain/release/release-kernel';
import type { ListedRelease, ReleaseList } from '../../../domain/release/release-list';
import { listReleases } from '../../../domain/release/release-list';
import type { NodeKind } from './gather-release';
import type { ReleaseCluster } from './release-cluster';

const CONTROL_PLANE = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/** The releases that the cluster knows; none outside OpenShift. */
export function listKnown(cluster: ReleaseCluster): ReleaseList {
  const facts = cluster.clusterVersion();
  if (!facts) return { current: null, releases: [], warnings: [] };
  return listReleases(facts, controlPlaneArchitecture(cluster.nodes()));
}

/** The release of the list with this digest. */
export function selectListed({ digest }: Reference, releases: readonly ListedRelease[]): ListedRelease | undefined {
  return releases.find(({ image }) => {
    const reference = parseReference(image);
    return reference.ok && digest !== undefined && reference.value.digest === digest;
  });
}

/** For which kernels a release must be searched so that it covers these nodes. */
export function nodeKindsOf(nodes: readonly ReleaseNode[], pools: readonly ReleasePool[]): NodeKind[] {
  const kinds = selectNodeGroups(nodes, pools, []).groups.flatMap((group): NodeKind[] => {
    const architecture = ARCHITECTURES.find((known) => known === group.architecture);
    return architecture ? [{ architecture, type: group.type }] : [];
  });
  const distinct = new Map(kinds.map((kind) => [`${kind.architecture}/${kind.type}`, kind]));
  return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);
}

function controlPlaneArchitecture(nodes: readonly ReleaseNode[]): string | undefined {
  const found = nodes.find(({ labels }) => CONTROL_PLANE.some((label) => Object.hasOwn(labels, label)));
  return (found ?? nodes[0])?.architecture;
}
