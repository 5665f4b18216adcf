import type { MirrorRule } from './mirrors';
import { selectAttempts } from './mirrors';
import type { Reference } from './reference';

type Repository = Pick<Reference, 'registry' | 'repository'>;

const SOME_DIGEST = `sha256:${'0'.repeat(64)}`;

/**
 * Whether the cluster pull secret may be shown to the repository of a reference: only to those that appear in
 * ClusterVersion's releases and to their mirrors (design §6). A typed release may name any repository; a secret sent there
 * would be a gift.
 */
export function mayUseClusterPullSecret(
  reference: Repository,
  releaseRepositories: readonly Repository[],
  mirrors: MirrorRule[],
): boolean {
  return releaseRepositories.some((release) =>
    placesOf(release, mirrors).some((place) => isSameRepository(place, reference)),
  );
}

/** The repository itself and wherever nodes would look for its images, by digest or by tag. */
function placesOf({ registry, repository }: Repository, mirrors: MirrorRule[]): Repository[] {
  const asked: Reference[] = [
    { registry, repository, digest: SOME_DIGEST },
    { registry, repository, tag: 'latest' },
  ];
  const attempts = asked.flatMap((reference) => selectAttempts(reference, mirrors));
  return [{ registry, repository }, ...attempts.map((attempt) => attempt.reference)];
}

function isSameRepository(one: Repository, other: Repository): boolean {
  return one.registry === other.registry && one.repository === other.repository;
}
