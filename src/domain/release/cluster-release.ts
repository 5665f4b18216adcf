import { parseReference } from '../image/reference';
import type { GoArchitecture } from '../kernel/kernel-target';
import { trimTrailingPlus } from '../kernel/kernel-version';
import type { ReleaseNode } from './cluster-facts';
import { printNodes } from './node-groups';
import { parseOsImage, parseOsVersion } from './os-stream';
import type { ReleaseKernel } from './release-kernel';
import { parseReleaseKernel } from './release-kernel';
import type { ReleaseWarning } from './release-warning';
import { selectKernels } from './select-kernels';
import type { ResolvedStream } from './stream-kernel';

/** A tag of the ImageStream `openshift/driver-toolkit`. */
export interface ImageStreamTag {
  name: string;
  /** `from.name` of kind DockerImage. */
  pullSpec: string;
}

export interface ClusterRelease {
  version: string;
  architectures: GoArchitecture[];
  streams: ResolvedStream[];
  warnings: ReleaseWarning[];
}

interface RunningNode {
  node: ReleaseNode;
  stream: string;
  osVersion: string | undefined;
  kernel: ReleaseKernel;
}

const LATEST = /^latest(?:-|$)/;

/**
 * The running release without asking a registry (release-payload.md §2.6): Driver Toolkits from the tags of
 * `openshift/driver-toolkit`, which are versions of the node image, kernels from the nodes. In the middle of an update
 * only the nodes that have the newest Driver Toolkit's operating system count. `streams` is empty when nothing fits.
 */
export function resolveRunningRelease(inputs: {
  imageStreamTags: readonly ImageStreamTag[];
  nodes: readonly ReleaseNode[];
  currentVersion: string;
}): ClusterRelease {
  const tags = inputs.imageStreamTags.filter(hasDigest);
  const running = inputs.nodes.flatMap((node) => readNode(node) ?? []);
  const names = [...new Set(running.map(({ stream }) => stream))].sort();
  const outcomes = names.map((name) =>
    resolveStream(
      name,
      running.filter(({ stream }) => stream === name),
      tags,
    ),
  );
  const streams = outcomes.map(({ stream }) => stream);
  const architectures = streams.flatMap(({ kernels }) => kernels.map(({ architecture }) => architecture));
  return {
    version: inputs.currentVersion,
    architectures: [...new Set(architectures)],
    streams,
    warnings: [...outcomes.flatMap(({ warnings }) => warnings), ...unread(inputs.nodes, running)],
  };
}

function resolveStream(
  name: string,
  nodes: RunningNode[],
  tags: readonly ImageStreamTag[],
): { stream: ResolvedStream; warnings: ReleaseWarning[] } {
  const osVersion = currentOsVersion(nodes, tags);
  const current = nodes.filter((node) => node.osVersion === osVersion);
  const dtkImage = tags.find((tag) => tag.name === osVersion)?.pullSpec;
  const { kernels, warnings } = selectKernels([{ source: 'cluster', kernels: mostCommonFirst(current) }], {
    stream: name,
    // A pool of realtime nodes alone has no default kernel, which is no gap.
    architectures: [],
    ...(dtkImage !== undefined && { dtkImage }),
  });
  const stream: ResolvedStream = {
    name,
    ...(osVersion !== undefined && { osVersion }),
    ...(dtkImage !== undefined && { dtkImage }),
    kernels,
  };
  const others = nodes.filter((node) => node.osVersion !== osVersion).map(({ node }) => node);
  const added = [...notUpdated(name, osVersion, others), ...dtkUnknown(name, osVersion, dtkImage)];
  return { stream, warnings: [...warnings, ...added] };
}

/** The version whose tag equals `latest`, for old tags stay; else one with a tag at all; else the nodes' most common. */
function currentOsVersion(nodes: readonly RunningNode[], tags: readonly ImageStreamTag[]): string | undefined {
  const versions = byFrequency(nodes.map(({ osVersion }) => osVersion)).filter((version) => version !== undefined);
  const latest = tags.filter((tag) => LATEST.test(tag.name)).map(({ pullSpec }) => pullSpec);
  const tagOf = (version: string) => tags.find((tag) => tag.name === version);
  return (
    versions.find((version) => latest.includes(tagOf(version)?.pullSpec ?? '')) ??
    versions.find((version) => tagOf(version) !== undefined) ??
    versions[0]
  );
}

function mostCommonFirst(nodes: readonly RunningNode[]): ReleaseKernel[] {
  return byFrequency(nodes.map(({ kernel }) => kernel.version)).flatMap(
    (version) => nodes.find(({ kernel }) => kernel.version === version)?.kernel ?? [],
  );
}

function byFrequency<T>(values: readonly T[]): T[] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([value]) => value);
}

function readNode(node: ReleaseNode): RunningNode[] | undefined {
  const os = parseOsImage(node.osImage);
  const kernel = parseReleaseKernel(trimTrailingPlus(node.kernelVersion).kernel);
  if (os.stream === undefined || !kernel.ok) return undefined;
  return [{ node, stream: os.stream, osVersion: os.osVersion, kernel: kernel.value }];
}

function hasDigest({ name, pullSpec }: ImageStreamTag): boolean {
  const reference = parseReference(pullSpec);
  return (
    (LATEST.test(name) || parseOsVersion(name) !== undefined) && reference.ok && reference.value.digest !== undefined
  );
}

function notUpdated(stream: string, osVersion: string | undefined, nodes: ReleaseNode[]): ReleaseWarning[] {
  if (nodes.length === 0) return [];
  const message = `${printNodes(nodes)} of stream ${stream} do not run the operating system ${osVersion ?? ''} yet.`;
  return [{ reason: 'NodesNotUpdated', message }];
}

function dtkUnknown(stream: string, osVersion: string | undefined, dtkImage: string | undefined): ReleaseWarning[] {
  if (dtkImage !== undefined) return [];
  const message =
    `ImageStream openshift/driver-toolkit has no tag for ${osVersion ?? 'the operating system'} of stream ${stream}: ` +
    'KMM cannot build for the nodes as they are.';
  return [{ reason: 'DtkMissing', message }];
}

function unread(nodes: readonly ReleaseNode[], running: readonly RunningNode[]): ReleaseWarning[] {
  const read = new Set(running.map(({ node }) => node));
  const others = nodes.filter((node) => !read.has(node));
  if (others.length === 0) return [];
  const message = `${printNodes(others)} show no node image of OpenShift with a RHEL kernel and do not count.`;
  return [{ reason: 'KernelUnknown', message }];
}
