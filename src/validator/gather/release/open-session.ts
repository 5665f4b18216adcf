import type { Reference } from '../../../domain/image/reference';
import { parseReference } from '../../../domain/image/reference';
import type { ListedRelease } from '../../../domain/release/release-list';
import type { ExchangeMeter, RepositoryReader } from '../../ports';
import { CLUSTER_PULL_SECRET } from '../gather-image';
import type { SecretReader } from '../secret-reader';
import { listKnown } from './known-releases';
import type { ReleaseCluster } from './release-cluster';
import type { Repository } from './release-session';
import { ReleaseSession } from './release-session';
import type { ReleaseStore } from './release-store';
import { storeKey } from './resolution-cache';
import { listRepositories, publishedComponents, selectAccessRules } from './select-access';

export interface SessionParts {
  reader: RepositoryReader;
  secrets: SecretReader;
  cluster: ReleaseCluster;
  store: ReleaseStore;
}

/** Gathers what resolving a reference may use, as the cluster is configured now. Throws KubeError. */
export async function openSession(
  { cluster, reader, secrets, store }: SessionParts,
  reference: Reference,
  { signal, meter }: { signal: AbortSignal; meter: ExchangeMeter },
): Promise<ReleaseSession> {
  const { releases } = listKnown(cluster);
  const [pullSecrets, imageStreamTags, apiServers] = await Promise.all([
    secrets.readSecret(CLUSTER_PULL_SECRET.namespace, CLUSTER_PULL_SECRET.name, 0),
    cluster.imageStreamTags(),
    cluster.apiServers(),
  ]);
  const config = cluster.registryConfig();
  const configuredHosts = cluster.configuredHosts();
  const repositories = listRepositories(releases.map(({ image }) => image));
  const components = [
    ...repositories.flatMap(publishedComponents),
    ...listRepositories(imageStreamTags.map(({ pullSpec }) => pullSpec)),
    ...listRemembered(store, releases),
  ];
  return new ReleaseSession({
    reader,
    config,
    access: selectAccessRules({ releases, imageStreamTags, config, apiServers, configuredHosts }),
    pullSecrets,
    releaseRepositories: [...repositories, ...components],
    expectedComponents: [...components, ...publishedComponents(reference)],
    signal,
    meter,
  });
}

/** Where the components of releases that the cluster knows are, as far as those were resolved. */
function listRemembered(store: ReleaseStore, releases: readonly ListedRelease[]): Repository[] {
  const stored = releases.flatMap(({ image }) => {
    const reference = parseReference(image);
    const digest = reference.ok ? reference.value.digest : undefined;
    return reference.ok && digest !== undefined
      ? (store.remembered(storeKey(reference.value, digest, true)) ?? [])
      : [];
  });
  return listRepositories(stored.flatMap(({ repositories }) => repositories));
}
