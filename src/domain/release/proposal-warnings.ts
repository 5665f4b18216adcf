import { quote } from '../quote';
import { printDtkCommand } from './dtk-release';
import type { NodeGroup } from './node-groups';
import { printNodes } from './node-groups';
import type { ReleaseWarning } from './release-warning';
import type { ResolvedStream, StreamKernel } from './stream-kernel';

/** What to know before a proposal is created: an assumed stream, a derived kernel, no DTK, pools with their own image. */
export function checkProposal(stream: ResolvedStream, kernel: StreamKernel, group: NodeGroup): ReleaseWarning[] {
  const warnings: ReleaseWarning[] = [];
  if (group.assumed.length > 0) {
    const message =
      `Neither the pool nor the operating system of ${printNodes(group.assumed)} tells the stream: ` +
      `${stream.name}, the main one of the release, is assumed.`;
    warnings.push({ reason: 'StreamAssumed', message });
  }
  if (kernel.derived) {
    const message = `Kernel ${kernel.version} was not read; it follows by Red Hat's naming from the default kernel.`;
    warnings.push({ reason: 'KernelDerived', message });
  }
  if (stream.dtkImage === undefined) {
    const message = `The release has no Driver Toolkit for stream ${stream.name}: nothing can be built for this kernel.`;
    warnings.push({ reason: 'DtkMissing', message });
  }
  for (const pool of group.pools) {
    if (pool.customOsImage === undefined) continue;
    const message =
      `Pool ${pool.name} has the operating system image ${quote(pool.customOsImage, 200)} of its own: ` +
      "the kernel of its nodes comes from there and may not be the release's.";
    warnings.push({ reason: 'CustomOsImage', message });
  }
  return warnings;
}

/** Nodes for which the release has no kernel, with the command that may show it where there is a Driver Toolkit. */
export function checkKernelMissing(
  group: NodeGroup,
  streams: readonly ResolvedStream[],
  version: string,
): ReleaseWarning {
  const stream = streams.find(({ name }) => name === group.stream);
  const nodes = printNodes(group.nodes, group.pools);
  if (!stream) {
    const wanted = group.stream === '' ? 'any operating system stream' : `the stream ${group.stream}`;
    const message = `Release ${version} has no images for ${wanted}, which ${nodes} would need: no proposal covers them.`;
    return { reason: 'KernelMissing', message };
  }
  const what = `${group.type} kernel for ${quote(group.architecture)} in stream ${stream.name}`;
  const message = `Release ${version} names no ${what}, which ${nodes} would need: no proposal covers them`;
  return { reason: 'KernelMissing', message: `${message}${remedy(stream, group)}` };
}

/**
 * KMM's operator keeps one Driver Toolkit for all preflights together (kmm.md W11): builds of the earlier one would
 * take the later one's.
 */
export function checkDtkImages(images: readonly (string | undefined)[]): ReleaseWarning[] {
  if (new Set(images.filter((image) => image !== undefined)).size < 2) return [];
  const message =
    'These preflights have different Driver Toolkit images, of which the KMM operator remembers only the latest: ' +
    'where it builds, create the next one when the one before is done.';
  return [{ reason: 'DtkImagesDiffer', message }];
}

function remedy(stream: ResolvedStream, group: NodeGroup): string {
  const sameArchitecture = stream.kernels.some(({ architecture }) => architecture === group.architecture);
  if (stream.dtkImage === undefined || (stream.kernels.length > 0 && !sameArchitecture)) return '.';
  const field = group.type === 'rt' ? 'RT_KERNEL_VERSION' : 'KERNEL_VERSION';
  return `. The Driver Toolkit's ${field} may tell it: ${printDtkCommand(stream.dtkImage)}`;
}
