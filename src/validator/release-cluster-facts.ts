import { parseClusterVersion } from '../contract/cluster-version';
import { parseImageStreamTags } from '../contract/image-stream';
import { parseMachineConfigPool } from '../contract/machine-config';
import type { ImageConfig, ProxyConfig } from '../contract/openshift-config';
import { parseImageConfig, parseMirrorRules, parseProxyConfig } from '../contract/openshift-config';
import { parsePreflight } from '../contract/preflight';
import { parseReleaseNode } from '../contract/release-node';
import * as kinds from '../contract/resource-kinds';
import type { ApiServerPlace } from '../domain/image/reference-access';
import { parseReference } from '../domain/image/reference';
import type { ExistingPreflight } from '../domain/release/cluster-facts';
import type { ImageStreamTag } from '../domain/release/cluster-release';
import { createRegistryConfigMonitor } from './controller/registry-config-monitor';
import type { ReleaseCluster } from './gather/release/release-cluster';
import { KubeError } from './kube-error';
import type { Cache, Clock, KubeApi, KubeObject, Logger, RegistrySettings, Watcher } from './ports';
import { createPoolReader } from './release-pools';

/** Facts that are kept up to date until `stop`. */
export interface WatchedReleaseCluster extends ReleaseCluster {
  stop(): void;
}

export interface ReleaseClusterParts {
  api: KubeApi;
  watcher: Watcher;
  clock: Clock;
  logger: Logger;
  configureRegistry(settings: RegistrySettings): void;
  proxyFromEnvironment: RegistrySettings['proxy'];
  apiServers(): Promise<ApiServerPlace[]>;
}

const DTK_STREAM = { namespace: 'openshift', name: 'driver-toolkit' };
const INTERNAL_REGISTRY = 'image-registry.openshift-image-registry.svc:5000';
const KEPT_MS = 30_000;

/**
 * Watches what resolving releases needs, for the API. Watches of its own, because every replica answers and only the leading
 * one has a controller; and the registry client of every replica must know the cluster's CAs and proxy.
 */
export function startReleaseCluster(parts: ReleaseClusterParts): WatchedReleaseCluster {
  const { api, clock, logger } = parts;
  const caches = startCaches(parts.watcher, () => void monitor.refresh());
  const monitor = createRegistryConfigMonitor({
    api,
    logger,
    mirrorRules: () => [caches.digestMirrors, caches.tagMirrors, caches.contentSources].flatMap(valuesOf).flat(),
    imageConfig: () => caches.imageConfigs.get('cluster'),
    proxyConfig: () => caches.proxyConfigs.get('cluster'),
    proxyFromEnvironment: parts.proxyFromEnvironment,
    configure: (settings) => parts.configureRegistry(settings),
    onChange: () => undefined,
  });
  const all: Cache<unknown>[] = Object.values(caches);
  const ready = Promise.all(all.map((cache) => cache.synced())).then(() => monitor.refresh());
  const imageStreamTags = keepFor(KEPT_MS, clock, () => readImageStreamTags(api, logger));
  const pools = createPoolReader(api, logger);
  return {
    ready: () => ready,
    clusterVersion: () => caches.clusterVersions.get('version'),
    nodes: () => valuesOf(caches.nodes),
    preflights: () => valuesOf(caches.preflights),
    imageStreamTags,
    registryConfig: () => monitor.current(),
    configuredHosts: () => [INTERNAL_REGISTRY, ...(caches.imageConfigs.get('cluster')?.registryHosts ?? [])],
    apiServers: parts.apiServers,
    async pools() {
      const repositories = (await imageStreamTags()).map(({ pullSpec }) => repositoryOf(pullSpec));
      return pools.readPools(valuesOf(caches.pools), repositories);
    },
    stop: () => all.forEach((cache) => cache.stop()),
  };
}

function startCaches(watcher: Watcher, onRegistryConfig: () => void) {
  const config = { optional: true, onChange: onRegistryConfig };
  const watchConfig = <T>(kind: (typeof kinds)['IMAGE_CONFIG'], prune: (raw: KubeObject) => T): Cache<T> =>
    watcher.watch({ kind, prune, ...config });
  return {
    clusterVersions: watcher.watch({ kind: kinds.CLUSTER_VERSION, prune: parseClusterVersion, optional: true }),
    nodes: watcher.watch({ kind: kinds.NODE, prune: parseReleaseNode, optional: true }),
    preflights: watcher.watch({ kind: kinds.PREFLIGHT_OCP, prune: parseExistingPreflight, optional: true }),
    pools: watcher.watch({ kind: kinds.MACHINE_CONFIG_POOL, prune: parseMachineConfigPool, optional: true }),
    digestMirrors: watchConfig(kinds.DIGEST_MIRRORS, parseMirrorRules),
    tagMirrors: watchConfig(kinds.TAG_MIRRORS, parseMirrorRules),
    contentSources: watchConfig(kinds.CONTENT_SOURCES, parseMirrorRules),
    imageConfigs: watchConfig<ImageConfig>(kinds.IMAGE_CONFIG, parseImageConfig),
    proxyConfigs: watchConfig<ProxyConfig>(kinds.PROXY_CONFIG, parseProxyConfig),
  };
}

function parseExistingPreflight(raw: KubeObject): ExistingPreflight {
  const { name, kernelVersion, dtkImage } = parsePreflight(raw);
  return { name, kernelVersion, ...(dtkImage !== undefined && { dtkImage }) };
}

async function readImageStreamTags(api: KubeApi, logger: Logger): Promise<ImageStreamTag[]> {
  try {
    const stream = await api.get(kinds.IMAGE_STREAM, DTK_STREAM);
    return stream ? parseImageStreamTags(stream) : [];
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    logger.warn({ err: error }, 'ImageStream openshift/driver-toolkit could not be read; registries are asked instead');
    return [];
  }
}

/** The last answer for so many ms; asked for once by all who wait. */
function keepFor<T>(ms: number, clock: Clock, read: () => Promise<T>): () => Promise<T> {
  let known: { at: number; answer: Promise<T> } | undefined;
  return () => {
    if (!known || Math.abs(clock.now() - known.at) > ms) known = { at: clock.now(), answer: read() };
    return known.answer;
  };
}

function valuesOf<T>(cache: Cache<T>): T[] {
  return [...cache.values()];
}

function repositoryOf(pullSpec: string): string {
  const reference = parseReference(pullSpec);
  return reference.ok ? `${reference.value.registry}/${reference.value.repository}` : '';
}
