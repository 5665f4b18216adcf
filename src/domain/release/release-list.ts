import { cutText } from '../cut-text';
import { parseReference } from '../image/reference';
import type { ReleaseWarning } from './release-warning';
import { compareVersions, isReleaseVersion } from './semantic-version';

/** A release as ClusterVersion names it. */
export interface ReleaseFacts {
  version: string;
  image: string;
  /** `Multi` or empty. */
  architecture: string;
}

export interface ReleaseRisk {
  name: string;
  message: string;
  /** Empty when the risk has no http(s) address. */
  url: string;
}

export interface ConditionalUpdateFacts {
  release: ReleaseFacts;
  /** Status of the condition `Recommended`. */
  recommended: string;
  risks: ReleaseRisk[];
}

/** What is read of the ClusterVersion. */
export interface ClusterVersionFacts {
  desired: ReleaseFacts | undefined;
  /** Undefined when the cluster has not retrieved them: nobody knows whether there are any. */
  availableUpdates: ReleaseFacts[] | undefined;
  conditionalUpdates: ConditionalUpdateFacts[];
  history: ReleaseFacts[];
  /** Why updates could not be retrieved. */
  retrievalFailure: { reason: string; message: string } | undefined;
}

export type ReleaseSource = 'current' | 'available' | 'conditional' | 'history';

export interface ListedRelease {
  version: string;
  image: string;
  /** `multi`, the architecture of a cluster that has one, or null when it cannot be told. */
  architecture: string | null;
  source: ReleaseSource;
  /** The cluster may update to it without a caveat. */
  recommended: boolean;
  risks: ReleaseRisk[];
}

/** Answer of `GET /api/v1/releases`; current first, then updates, then history, each from new to old. */
export interface ReleaseList {
  current: string | null;
  releases: ListedRelease[];
  warnings: ReleaseWarning[];
}

const RELEASE_LIMIT = 200;
const RISK_LIMIT = 20;
const NAME_LIMIT = 128;
const MESSAGE_LIMIT = 1_000;
const URL_LIMIT = 500;
const RANK: Record<ReleaseSource, number> = { current: 0, available: 1, conditional: 1, history: 2 };

/**
 * The releases that a cluster knows (release-payload.md §5), each once: what ClusterVersion says in several places is
 * told by current, then conditional, then available, then history. A conditional update that is recommended now counts
 * as available and keeps its risks. `architecture` is the control plane's, Go name.
 */
export function listReleases(facts: ClusterVersionFacts, architecture?: string): ReleaseList {
  const multi = facts.desired?.architecture === 'Multi';
  const architectureOf = (release: ReleaseFacts, source: ReleaseSource): string | null => {
    if (release.architecture === 'Multi' || (multi && source !== 'history')) return 'multi';
    return multi ? null : (architecture ?? null);
  };
  const toListed = (release: ReleaseFacts, source: ReleaseSource): ListedRelease => ({
    version: release.version,
    image: release.image,
    architecture: architectureOf(release, source),
    source,
    recommended: source === 'available',
    risks: [],
  });
  const all = [
    ...(facts.desired ? [toListed(facts.desired, 'current')] : []),
    ...facts.conditionalUpdates.map((update) => ({
      ...toListed(update.release, update.recommended === 'True' ? 'available' : 'conditional'),
      risks: update.risks.slice(0, RISK_LIMIT).map(toRisk),
    })),
    ...(facts.availableUpdates ?? []).map((release) => toListed(release, 'available')),
    ...facts.history.map((release) => toListed(release, 'history')),
  ].filter(isUsable);
  const releases = withoutDuplicates(all).sort(compareReleases);
  return {
    current: releases.find(({ source }) => source === 'current')?.version ?? null,
    releases: releases.slice(0, RELEASE_LIMIT),
    warnings: [...unknownUpdates(facts), ...cutWarnings(releases.length)],
  };
}

function isUsable({ version, image }: ListedRelease): boolean {
  return isReleaseVersion(version) && parseReference(image).ok;
}

/** By digest: a release moves between registries, and one version exists for several architectures. */
function withoutDuplicates(releases: readonly ListedRelease[]): ListedRelease[] {
  const known = new Map<string, ListedRelease>();
  for (const release of releases) {
    const key = keyOf(release.image);
    const earlier = known.get(key);
    if (!earlier) known.set(key, release);
    else if (earlier.risks.length === 0 && release.source !== 'history') earlier.risks = release.risks;
  }
  return [...known.values()];
}

function keyOf(image: string): string {
  const reference = parseReference(image);
  return (reference.ok && reference.value.digest) || image;
}

/** Addresses become links in the console: only those of the web. */
function toRisk({ name, message, url }: ReleaseRisk): ReleaseRisk {
  const web = /^https?:\/\/[^\s]+$/i.test(url) && url.length <= URL_LIMIT;
  return { name: cutText(name, NAME_LIMIT), message: cutText(message, MESSAGE_LIMIT), url: web ? url : '' };
}

function compareReleases(a: ListedRelease, b: ListedRelease): number {
  return RANK[a.source] - RANK[b.source] || (a.source === 'history' ? 0 : compareVersions(b.version, a.version));
}

function unknownUpdates({ availableUpdates, retrievalFailure }: ClusterVersionFacts): ReleaseWarning[] {
  if (availableUpdates !== undefined && !retrievalFailure) return [];
  const why = retrievalFailure
    ? `: ${cutText(retrievalFailure.reason, NAME_LIMIT)}, ${cutText(retrievalFailure.message, MESSAGE_LIMIT)}`
    : ' yet';
  const message = `The cluster has not retrieved its available updates${why}. A release image can be entered by hand.`;
  return [{ reason: 'UpdatesUnknown', message }];
}

function cutWarnings(count: number): ReleaseWarning[] {
  if (count <= RELEASE_LIMIT) return [];
  return [{ reason: 'ListCut', message: `Only ${RELEASE_LIMIT} of ${count} releases are listed.` }];
}
