import { parseReference } from '../../../domain/image/reference';
import type { AccessRules, ApiServerPlace } from '../../../domain/image/reference-access';
import type { ImageStreamTag } from '../../../domain/release/cluster-release';
import type { ListedRelease } from '../../../domain/release/release-list';
import type { RegistryConfig } from '../registry-config';
import type { Repository } from './release-session';

/** What the cluster's configuration says about registries. */
export interface AccessFacts {
  releases: readonly ListedRelease[];
  imageStreamTags: readonly ImageStreamTag[];
  config: RegistryConfig;
  configuredHosts: readonly string[];
  apiServers: readonly ApiServerPlace[];
}

/** Where OpenShift and OKD publish what their releases are made of. */
const COMPONENTS: Record<string, readonly string[]> = {
  'quay.io/openshift-release-dev/ocp-release': [
    'quay.io/openshift-release-dev/ocp-v4.0-art-dev',
    'quay.io/openshift-release-dev/ocp-v5.0-art-dev',
  ],
  'quay.io/okd/scos-release': ['quay.io/okd/scos-content'],
};

/** Where the validator may go for a typed reference: hosts that the configuration names, and public addresses (design §6). */
export function selectAccessRules({
  releases,
  imageStreamTags,
  config,
  configuredHosts,
  apiServers,
}: AccessFacts): AccessRules {
  const mirrors = config.mirrorRules.flatMap(({ source, mirrors: places }) => [source, ...places]);
  const images = [...releases.map(({ image }) => image), ...imageStreamTags.map(({ pullSpec }) => pullSpec)];
  const named = [...config.policy.allowed, ...config.policy.insecure, ...config.trustedHosts, ...configuredHosts];
  const trustedHosts = [...listRepositories(images).map(({ registry }) => registry), ...mirrors, ...named];
  return { trustedHosts: [...new Set(trustedHosts)], apiServers };
}

/** The repositories of pull specs, each once; what is none is left out. */
export function listRepositories(images: readonly string[]): Repository[] {
  const found = new Map<string, Repository>();
  for (const image of images) {
    const reference = parseReference(image);
    if (!reference.ok) continue;
    const { registry, repository } = reference.value;
    found.set(`${registry}/${repository}`, { registry, repository });
  }
  return [...found.values()];
}

/** Where the components of a release in this repository are published, if that is known. */
export function publishedComponents({ registry, repository }: Repository): Repository[] {
  return listRepositories(COMPONENTS[`${registry}/${repository}`] ?? []);
}
