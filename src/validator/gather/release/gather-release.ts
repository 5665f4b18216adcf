import { parseReference } from '../../../domain/image/reference';
import type { Reference } from '../../../domain/image/reference';
import type { GoArchitecture, KernelType } from '../../../domain/kernel/kernel-target';
import { ARCHITECTURES } from '../../../domain/release/release-kernel';
import { checkReleaseVersions } from '../../../domain/release/release-metadata';
import type { StreamReference } from '../../../domain/release/release-streams';
import { selectStreams } from '../../../domain/release/release-streams';
import { selectKernels } from '../../../domain/release/select-kernels';
import type { KernelFinding, ResolvedStream } from '../../../domain/release/stream-kernel';
import type { ApiWarning } from '../../../contract/release-api';
import type { ReleaseError } from '../../release-error';
import type { KernelEvidence } from './gather-kernels';
import { gatherKernels } from './gather-kernels';
import type { Payload } from './gather-payload';
import { gatherPayload } from './gather-payload';
import type { ReleaseSession, Repository } from './release-session';

/** For which nodes a release is resolved. */
export interface NodeKind {
  architecture: GoArchitecture;
  type: KernelType;
}

export interface ReleaseWish {
  reference: Reference;
  /** Of the cluster; of a release for several architectures these count. */
  nodeKinds: readonly NodeKind[];
  strict: boolean;
  /** The cluster's own configuration names it: what it names may see the cluster pull secret. */
  known: boolean;
}

/** What a release brings, whoever asks. */
export interface GatheredRelease {
  version: string;
  digest: string;
  architectures: GoArchitecture[];
  streams: ResolvedStream[];
  warnings: ApiWarning[];
  /** `registry/repository` of its images. */
  repositories: string[];
  /** The release layer's digest was verified. */
  verified: boolean;
  /** Nothing is missing because a registry refused; another try would give the same. */
  complete: boolean;
}

/** Release image → Driver Toolkits and kernels of each stream (release-payload.md §7). Throws ReleaseError. */
export async function gatherRelease(session: ReleaseSession, wish: ReleaseWish): Promise<GatheredRelease> {
  const { reference, strict } = wish;
  const architectures = architecturesOf(wish);
  const payload = await gatherPayload(session, reference, { architectures, strict });
  const { streams, warnings } = selectStreams(payload.references);
  const repositories = listRepositories(streams);
  if (wish.known) session.trust(repositories);
  const wanted = selectArchitectures(payload, architectures);
  const resolved = await Promise.all(
    streams.map(async (stream) =>
      resolveStream(stream, await gatherStream(session, { stream, wanted, payload, wish }), wanted),
    ),
  );
  const failures = resolved.flatMap((stream) => stream.failures);
  const { version } = payload.references;
  return {
    version,
    digest: payload.digest,
    architectures: payload.architectures ?? kernelArchitectures(resolved.map(({ stream }) => stream)),
    streams: resolved.map(({ stream }) => stream),
    warnings: [
      ...(payload.metadata ? checkReleaseVersions(payload.references, payload.metadata) : []),
      ...warnings,
      ...separateImages(payload, architectures),
      ...resolved.flatMap((stream) => stream.warnings),
    ],
    repositories: repositories.map(({ registry, repository }) => `${registry}/${repository}`),
    verified: payload.verified,
    complete: failures.every(({ kind }) => kind === 'NotARelease'),
  };
}

interface StreamWork {
  stream: StreamReference;
  /** Undefined: the release is for one, which its images say. */
  wanted: readonly (GoArchitecture | undefined)[];
  payload: Payload;
  wish: ReleaseWish;
}

async function gatherStream(session: ReleaseSession, work: StreamWork): Promise<KernelEvidence> {
  const { stream, wanted, payload, wish } = work;
  const { version } = payload.references;
  const evidence = await Promise.all(
    wanted.map((architecture) =>
      gatherKernels(session, stream, {
        version,
        architecture,
        types: typesOf(wish.nodeKinds, architecture),
        // OpenShift's own builds keep the two together; OKD has shipped releases where they differ.
        compare: wish.strict || version.includes('okd'),
      }),
    ),
  );
  return {
    findings: mergeFindings(evidence.flatMap(({ findings }) => findings)),
    failures: evidence.flatMap(({ failures }) => failures),
  };
}

function resolveStream(
  reference: StreamReference,
  { findings, failures }: KernelEvidence,
  wanted: readonly (GoArchitecture | undefined)[],
): { stream: ResolvedStream; warnings: ApiWarning[]; failures: ReleaseError[] } {
  const { name, osVersion, dtk } = reference;
  const seen = findings.flatMap(({ kernels }) => kernels.map(({ architecture }) => architecture));
  const expected = wanted.flatMap((architecture) => architecture ?? seen[0] ?? ASSUMED_ARCHITECTURE);
  const dtkImage = dtk && { dtkImage: dtk.pullSpec };
  const { kernels, warnings } = selectKernels(findings, { stream: name, architectures: expected, ...dtkImage });
  return {
    stream: { name, ...(osVersion !== undefined && { osVersion }), ...dtkImage, kernels },
    warnings: [...failureWarnings(name, failures), ...warnings],
    failures,
  };
}

/** Of a release for one architecture that names no kernel at all. */
const ASSUMED_ARCHITECTURE: GoArchitecture = 'amd64';

function failureWarnings(stream: string, failures: readonly ReleaseError[]): ApiWarning[] {
  const messages = new Map(failures.map(({ message, reason }) => [message, reason]));
  return [...messages].map(([message, reason]) => ({
    reason,
    message: `Not everything about stream ${stream} could be read. ${message}`,
  }));
}

/** One finding for each source, so that architectures stand beside each other. */
function mergeFindings(findings: readonly KernelFinding[]): KernelFinding[] {
  const sources = [...new Set(findings.map(({ source }) => source))];
  return sources.map((source) => ({
    source,
    kernels: findings.filter((finding) => finding.source === source).flatMap(({ kernels }) => kernels),
  }));
}

function architecturesOf({ nodeKinds }: ReleaseWish): readonly GoArchitecture[] {
  const found = [...new Set(nodeKinds.map(({ architecture }) => architecture))];
  return found.length > 0 ? found : ARCHITECTURES;
}

/** Images of a list that are not themselves lists stand for one architecture only, the one that was read. */
function selectArchitectures(
  payload: Payload,
  architectures: readonly GoArchitecture[],
): readonly (GoArchitecture | undefined)[] {
  if (payload.architectures === undefined) return [undefined];
  const wanted = architectures.filter((architecture) => payload.architectures?.includes(architecture));
  return isSeparate(payload) ? wanted.slice(0, 1) : wanted;
}

function isSeparate({ architectures, metadata }: Payload): boolean {
  return architectures !== undefined && architectures.length > 1 && metadata?.multi === false;
}

function separateImages(payload: Payload, architectures: readonly GoArchitecture[]): ApiWarning[] {
  const [read, ...others] = architectures.filter((architecture) => payload.architectures?.includes(architecture));
  if (!isSeparate(payload) || others.length === 0) return [];
  const message =
    `The release has images of its own for each architecture; only those for ${read ?? ''} were read. ` +
    `For ${others.join(', ')} enter the digest of that entry of the release's list.`;
  return [{ reason: 'ArchitectureSeparate', message }];
}

function typesOf(kinds: readonly NodeKind[], architecture: GoArchitecture | undefined): KernelType[] {
  const fitting = kinds.filter((kind) => architecture === undefined || kind.architecture === architecture);
  return [...new Set(fitting.map(({ type }) => type))];
}

function kernelArchitectures(streams: readonly ResolvedStream[]): GoArchitecture[] {
  const found = streams.flatMap(({ kernels }) => kernels.map(({ architecture }) => architecture));
  return ARCHITECTURES.filter((architecture) => found.includes(architecture));
}

function listRepositories(streams: readonly StreamReference[]): Repository[] {
  const tags = streams.flatMap(({ dtk, os, extensions, content }) => [dtk, os, extensions, content]);
  const found = new Map<string, Repository>();
  for (const tag of tags) {
    const reference = tag && parseReference(tag.pullSpec);
    if (!reference?.ok) continue;
    const { registry, repository } = reference.value;
    found.set(`${registry}/${repository}`, { registry, repository });
  }
  return [...found.values()];
}
