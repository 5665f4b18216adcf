import type { ReleaseNode } from '../../../domain/release/cluster-facts';
import type { ClusterRelease, ImageStreamTag } from '../../../domain/release/cluster-release';
import { resolveRunningRelease } from '../../../domain/release/cluster-release';
import type { ResolvedStream } from '../../../domain/release/stream-kernel';

const LATEST = /^latest(?:-|$)/;

/**
 * The running release from what the cluster shows, without a registry; undefined when that does not settle everything: a
 * node that shows no kernel, one that is not updated yet, a stream without a Driver Toolkit. Until the first node is updated
 * all of them run the release before, whose Driver Toolkit is not the latest.
 */
export function settleRunningRelease(
  imageStreamTags: readonly ImageStreamTag[],
  nodes: readonly ReleaseNode[],
  currentVersion: string,
): ClusterRelease | undefined {
  const release = resolveRunningRelease({ imageStreamTags, nodes, currentVersion });
  const latest = imageStreamTags.filter(({ name }) => LATEST.test(name)).map(({ pullSpec }) => pullSpec);
  const isCurrent = ({ dtkImage }: ResolvedStream): boolean => dtkImage !== undefined && latest.includes(dtkImage);
  const settled = release.streams.length > 0 && release.streams.every(isCurrent) && release.warnings.length === 0;
  return settled ? release : undefined;
}
