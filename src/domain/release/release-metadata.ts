import type { Parsed } from '../parsed';
import { parsed, refused } from '../parsed';
import { quote } from '../quote';
import type { PayloadReferences } from './image-references';
import { isObject, parseJsonObject, textOf } from './json-text';
import type { ReleaseWarning } from './release-warning';
import { isSemanticVersion } from './semantic-version';

/** What is read of `release-manifests/release-metadata`. */
export interface ReleaseMetadata {
  version: string;
  /** The images are lists with one image an architecture. */
  multi: boolean;
}

const WHAT = 'release-metadata';
const TEXT_LIMIT = 4 * 1024 * 1024;

/** Reads `release-metadata` with the two checks of the cluster-version operator: kind and semantic version. */
export function parseReleaseMetadata(text: string): Parsed<ReleaseMetadata> {
  const root = parseJsonObject(text, WHAT, TEXT_LIMIT);
  if (!root.ok) return root;
  const { kind, version, metadata } = root.value;
  if (kind !== 'cincinnati-metadata-v0') return refused(`${WHAT} is not of kind cincinnati-metadata-v0`);
  const name = textOf(version);
  if (!isSemanticVersion(name)) return refused(`${WHAT} has the version ${quote(name)}, which is no semantic version`);
  const architecture = isObject(metadata) ? metadata['release.openshift.io/architecture'] : undefined;
  return parsed({ version: name, multi: architecture === 'multi' });
}

/** The cluster-version operator refuses a release whose two files name two versions; looking at it does no harm. */
export function checkReleaseVersions(references: PayloadReferences, metadata: ReleaseMetadata): ReleaseWarning[] {
  if (references.version === metadata.version) return [];
  const message =
    `image-references says that this is ${quote(references.version)}, release-metadata ${quote(metadata.version)}: ` +
    'the cluster would refuse to update to it.';
  return [{ reason: 'VersionMismatch', message }];
}
