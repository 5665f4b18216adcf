import { hash } from 'node:crypto';
import type { Reference } from '../../../domain/image/reference';
import { ARCHITECTURES } from '../../../domain/release/release-kernel';
import type { StoredRelease } from '../../../contract/stored-release';
import type { GatheredRelease, NodeKind } from './gather-release';

/**
 * The name under which a resolved release is kept. A part of a layer cannot be verified, so that a place which the cluster
 * does not know may lie about a digest; what it said is kept apart from what known places say.
 */
export function storeKey({ registry, repository }: Reference, digest: string, known: boolean): string {
  const key = digest.replace(':', '.');
  return known ? key : `${key}.${hash('sha256', `${registry}/${repository}`).slice(0, 8)}`;
}

/** Which kernels a cluster asks for; without nodes the default one of every architecture. */
export function wantedKinds(nodeKinds: readonly NodeKind[]): readonly NodeKind[] {
  if (nodeKinds.length > 0) return nodeKinds;
  return ARCHITECTURES.map((architecture) => ({ architecture, type: 'default' }));
}

/** Whether a stored release answers for these nodes too; a kernel that nobody asked for may not have been looked for. */
export function isSufficient(stored: StoredRelease, kinds: readonly NodeKind[], strict: boolean): boolean {
  if (strict && !stored.verified) return false;
  return wantedKinds(kinds).every(
    (kind) =>
      stored.covers.includes(printKind(kind)) ||
      !stored.architectures.includes(kind.architecture) ||
      stored.streams.every(({ kernels }) =>
        kernels.some(({ architecture, type }) => architecture === kind.architecture && type === kind.type),
      ),
  );
}

/** The form in which a resolved release is kept. `now` in ms since the epoch. */
export function toStored(release: GatheredRelease, kinds: readonly NodeKind[], now: number): StoredRelease {
  const { version, digest, architectures, streams, warnings, repositories, verified } = release;
  return {
    form: 1,
    storedAt: new Date(now).toISOString(),
    version,
    digest,
    architectures,
    streams,
    warnings,
    repositories,
    verified,
    covers: wantedKinds(kinds).map(printKind),
  };
}

function printKind({ architecture, type }: NodeKind): string {
  return `${architecture}/${type}`;
}
