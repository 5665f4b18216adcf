import type { ApiServerPlace } from '../../../domain/image/reference-access';
import type { ExistingPreflight, ReleaseNode, ReleasePool } from '../../../domain/release/cluster-facts';
import type { ImageStreamTag } from '../../../domain/release/cluster-release';
import type { ClusterVersionFacts } from '../../../domain/release/release-list';
import type { RegistryConfig } from '../registry-config';

/** What resolving releases needs to know of the cluster, on every replica. */
export interface ReleaseCluster {
  /** Resolves when the cluster was looked at once; a kind that is not served or not readable counts as empty. */
  ready(): Promise<void>;
  /** Undefined outside OpenShift. */
  clusterVersion(): ClusterVersionFacts | undefined;
  nodes(): ReleaseNode[];
  preflights(): ExistingPreflight[];
  /** Empty where there are none, as in hosted clusters. */
  pools(): Promise<ReleasePool[]>;
  /** Of `openshift/driver-toolkit`; empty where it cannot be read. */
  imageStreamTags(): Promise<ImageStreamTag[]>;
  registryConfig(): RegistryConfig;
  /** Hosts and scopes that the Image config names, and the internal registry's. */
  configuredHosts(): string[];
  apiServers(): Promise<ApiServerPlace[]>;
}
