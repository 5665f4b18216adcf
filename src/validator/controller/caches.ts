import { parseModule } from '../../contract/module';
import { parseNode } from '../../contract/node';
import type { ImageConfig, ProxyConfig } from '../../contract/openshift-config';
import { parseImageConfig, parseMirrorRules, parseProxyConfig } from '../../contract/openshift-config';
import type { OperatorDeployment, OperatorLease } from '../../contract/operator';
import {
  OPERATOR_DEPLOYMENT_SELECTOR,
  OPERATOR_LEASE_NAME,
  parseOperatorDeployment,
  parseOperatorLease,
} from '../../contract/operator';
import type { Preflight, PreflightChild } from '../../contract/preflight';
import { parsePreflight, parsePreflightChild } from '../../contract/preflight';
import type { PreflightReport } from '../../contract/preflight-report';
import { parsePreflightReport } from '../../contract/preflight-report';
import * as kinds from '../../contract/resource-kinds';
import type { MirrorRule } from '../../domain/image/mirrors';
import type { KmmModule } from '../../domain/kmm/module';
import type { NodeFacts } from '../../domain/preflight/needed-nodes';
import type { Cache, CacheChange, Watcher } from '../ports';
import type { CachedReport } from './cached-report';
import { parseCachedReport } from './cached-report';

/** Everything that the controller watches, pruned to what it needs. */
export interface ControllerCaches {
  preflights: Cache<Preflight>;
  children: Cache<PreflightChild>;
  modules: Cache<KmmModule>;
  nodes: Cache<NodeFacts>;
  reports: Cache<CachedReport>;
  summaries: Cache<PreflightReport>;
  digestMirrors: Cache<MirrorRule[]>;
  tagMirrors: Cache<MirrorRule[]>;
  contentSources: Cache<MirrorRule[]>;
  imageConfigs: Cache<ImageConfig>;
  proxyConfigs: Cache<ProxyConfig>;
  deployments: Cache<OperatorDeployment>;
  leases: Cache<OperatorLease>;
}

/** What a change of each kind sets off. */
export interface ChangeHandlers {
  preflight(change: CacheChange<Preflight>): void;
  child(change: CacheChange<PreflightChild>): void;
  module(change: CacheChange<KmmModule>): void;
  node(change: CacheChange<NodeFacts>): void;
  report(change: CacheChange<CachedReport>): void;
  summary(change: CacheChange<PreflightReport>): void;
  registryConfig(): void;
  lease(change: CacheChange<OperatorLease>): void;
  operator(): void;
}

/** Starts all caches. A kind whose CRD is missing counts as empty: it must work without OpenShift and without KMM. */
export function startCaches(watcher: Watcher, on: ChangeHandlers): ControllerCaches {
  const config = { optional: true, onChange: () => on.registryConfig() };
  return {
    preflights: watcher.watch({
      kind: kinds.PREFLIGHT_OCP,
      prune: parsePreflight,
      onChange: on.preflight,
      optional: true,
    }),
    children: watcher.watch({
      kind: kinds.PREFLIGHT_CHILD,
      prune: parsePreflightChild,
      onChange: on.child,
      optional: true,
    }),
    modules: watcher.watch({ kind: kinds.MODULE, prune: parseModule, onChange: on.module, optional: true }),
    nodes: watcher.watch({ kind: kinds.NODE, prune: parseNode, onChange: on.node }),
    reports: watcher.watch({
      kind: kinds.MODULE_REPORT,
      prune: parseCachedReport,
      onChange: on.report,
      optional: true,
    }),
    summaries: watcher.watch({
      kind: kinds.PREFLIGHT_REPORT,
      prune: parsePreflightReport,
      onChange: on.summary,
      optional: true,
    }),
    digestMirrors: watcher.watch({ kind: kinds.DIGEST_MIRRORS, prune: parseMirrorRules, ...config }),
    tagMirrors: watcher.watch({ kind: kinds.TAG_MIRRORS, prune: parseMirrorRules, ...config }),
    contentSources: watcher.watch({ kind: kinds.CONTENT_SOURCES, prune: parseMirrorRules, ...config }),
    imageConfigs: watcher.watch({ kind: kinds.IMAGE_CONFIG, prune: parseImageConfig, ...config }),
    proxyConfigs: watcher.watch({ kind: kinds.PROXY_CONFIG, prune: parseProxyConfig, ...config }),
    deployments: watcher.watch({
      kind: kinds.DEPLOYMENT,
      labelSelector: OPERATOR_DEPLOYMENT_SELECTOR,
      prune: parseOperatorDeployment,
      onChange: () => on.operator(),
      optional: true,
    }),
    leases: watcher.watch({
      kind: kinds.LEASE,
      fieldSelector: `metadata.name=${OPERATOR_LEASE_NAME}`,
      prune: parseOperatorLease,
      onChange: on.lease,
      optional: true,
    }),
  };
}
