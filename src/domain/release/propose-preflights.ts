import type { KernelType } from '../kernel/kernel-target';
import { trimTrailingPlus } from '../kernel/kernel-version';
import type { Sha256Hex } from '../preflight/inputs-digest';
import type { ExistingPreflight, ReleaseNode, ReleasePool } from './cluster-facts';
import type { NodeGroup } from './node-groups';
import { selectNodeGroups } from './node-groups';
import type { PreflightSpec } from './proposal-name';
import { freeName, isSameSpec, proposalName } from './proposal-name';
import { checkDtkImages, checkKernelMissing, checkProposal } from './proposal-warnings';
import { ARCHITECTURES, KERNEL_TYPES } from './release-kernel';
import type { ReleaseWarning } from './release-warning';
import type { ResolvedStream, StreamKernel } from './stream-kernel';

/** One PVO that a release asks for in this cluster. */
export interface PreflightProposal {
  name: string;
  kernelVersion: string;
  /** null when the release has no Driver Toolkit for the stream. */
  dtkImage: string | null;
  architecture: string;
  type: KernelType;
  stream: string;
  /** How many nodes it stands for. */
  nodes: number;
  pools: string[];
  /** Name of a PVO with the same kernel and Driver Toolkit. */
  existing: string | null;
  /** All of these nodes run this kernel already. */
  running: boolean;
  warnings: ReleaseWarning[];
}

export interface ProposalInputs {
  release: { version: string };
  /** The release's, the main one first. */
  streams: readonly ResolvedStream[];
  nodes: readonly ReleaseNode[];
  pools: readonly ReleasePool[];
  existing: readonly ExistingPreflight[];
  sha256: Sha256Hex;
}

interface Candidate {
  stream: ResolvedStream;
  kernel: StreamKernel;
  group: NodeGroup;
}

/**
 * The PVOs that together cover a cluster for a release: one for each architecture, kernel type and stream of its nodes,
 * or, in a cluster that shows no node, one for each default kernel. Nodes for which the release has no kernel are a
 * warning. The only place that makes names of PVOs (design §4.1).
 */
export function proposePreflights(inputs: ProposalInputs): {
  proposals: PreflightProposal[];
  warnings: ReleaseWarning[];
} {
  const { nodes, pools, streams } = inputs;
  const names = streams.map(({ name }) => name);
  const { groups, warnings } = selectNodeGroups(nodes, pools, names);
  const candidates = nodes.length === 0 ? defaultCandidates(streams) : groups.flatMap((group) => fill(group, streams));
  const missing = groups.filter((group) => fill(group, streams).length === 0);
  const taken = [...inputs.existing];
  const proposals = candidates
    .sort((a, b) => compareCandidates(a, b, streams))
    .map((candidate) => {
      const proposal = propose(candidate, inputs, taken);
      taken.push({ name: proposal.name, ...specOf(candidate) });
      return proposal;
    });
  return {
    proposals,
    warnings: [
      ...warnings,
      ...missing.map((group) => checkKernelMissing(group, streams, inputs.release.version)),
      ...checkDtkImages(candidates.map(({ stream }) => stream.dtkImage)),
    ],
  };
}

function fill(group: NodeGroup, streams: readonly ResolvedStream[]): Candidate[] {
  const stream = streams.find(({ name }) => name === group.stream);
  const kernel = stream?.kernels.find(
    ({ architecture, type }) => architecture === group.architecture && type === group.type,
  );
  return stream && kernel ? [{ stream, kernel, group }] : [];
}

function defaultCandidates(streams: readonly ResolvedStream[]): Candidate[] {
  return streams.flatMap((stream) =>
    stream.kernels
      .filter(({ type }) => type === 'default')
      .map((kernel): Candidate => {
        const { architecture, type } = kernel;
        const group = { architecture, type, stream: stream.name, nodes: [], assumed: [], pools: [] };
        return { stream, kernel, group };
      }),
  );
}

function propose(
  candidate: Candidate,
  { release, streams, existing, sha256 }: ProposalInputs,
  taken: readonly ExistingPreflight[],
): PreflightProposal {
  const { stream, kernel, group } = candidate;
  const { architecture, type } = kernel;
  const spec = specOf(candidate);
  const several = streams.length > 1;
  const identity = { version: release.version, architecture, type, stream: several ? stream.name : undefined };
  const name = freeName(proposalName(identity, sha256), spec, taken);
  const same = existing.filter((preflight) => isSameSpec(preflight, spec));
  return {
    name,
    kernelVersion: kernel.version,
    dtkImage: stream.dtkImage ?? null,
    architecture,
    type,
    stream: stream.name,
    nodes: group.nodes.length,
    pools: group.pools.map((pool) => pool.name).sort(),
    existing: (same.find((preflight) => preflight.name === name) ?? same[0])?.name ?? null,
    running: group.nodes.length > 0 && group.nodes.every((node) => runs(node, kernel.version)),
    warnings: checkProposal(stream, kernel, group),
  };
}

function specOf({ stream, kernel }: Candidate): PreflightSpec {
  return { kernelVersion: kernel.version, ...(stream.dtkImage !== undefined && { dtkImage: stream.dtkImage }) };
}

function runs(node: ReleaseNode, kernel: string): boolean {
  return trimTrailingPlus(node.kernelVersion).kernel === kernel;
}

function compareCandidates(a: Candidate, b: Candidate, streams: readonly ResolvedStream[]): number {
  return (
    streams.indexOf(a.stream) - streams.indexOf(b.stream) ||
    ARCHITECTURES.indexOf(a.kernel.architecture) - ARCHITECTURES.indexOf(b.kernel.architecture) ||
    KERNEL_TYPES.indexOf(a.kernel.type) - KERNEL_TYPES.indexOf(b.kernel.type)
  );
}
