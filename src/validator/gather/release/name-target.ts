import type { Reference } from '../../../domain/image/reference';
import { parseReference } from '../../../domain/image/reference';
import { quote } from '../../../domain/quote';
import type { ListedRelease } from '../../../domain/release/release-list';
import type { ReleaseRequest } from '../../ports';
import { ReleaseError } from '../../release-error';
import { selectListed } from './known-releases';

/** What was asked for, as the cluster sees it. */
export interface Target {
  reference: Reference;
  /** The release of the cluster's list that it is. */
  listed: ListedRelease | undefined;
}

/** The release that a request names. Throws ReleaseError. */
export function nameTarget(
  { version, image }: Pick<ReleaseRequest, 'version' | 'image'>,
  releases: readonly ListedRelease[],
): Target {
  if (version !== undefined) return targetOfVersion(version, releases);
  const reference = parseReference(image ?? '');
  if (!reference.ok) throw new ReleaseError('ReferenceRefused', `${reference.message}.`, 'ImageReferenceInvalid');
  const { registry, repository, digest } = reference.value;
  if (digest === undefined) return { reference: reference.value, listed: undefined };
  const pinned = { registry, repository, digest };
  return { reference: pinned, listed: selectListed(pinned, releases) };
}

const VERSIONS_SHOWN = 6;

function targetOfVersion(version: string, releases: readonly ListedRelease[]): Target {
  const listed = releases.find((release) => release.version === version);
  const reference = listed && parseReference(listed.image);
  if (listed && reference?.ok) return { reference: reference.value, listed };
  const versions = releases.map((release) => release.version);
  const known = versions.length === 0 ? 'no release at all' : versions.slice(0, VERSIONS_SHOWN).join(', ');
  const more = versions.length > VERSIONS_SHOWN ? ` and ${versions.length - VERSIONS_SHOWN} more` : '';
  const message = `The cluster knows no release ${quote(version)}, but ${known}${more}; enter the release image instead.`;
  throw new ReleaseError('VersionUnknown', message);
}

/** In the cluster's list, and asked for where the list says: what it names may be believed and see the pull secret. */
export function isKnown({ listed, reference }: Target): boolean {
  const source = listed && parseReference(listed.image);
  if (!source?.ok) return false;
  return source.value.registry === reference.registry && source.value.repository === reference.repository;
}
