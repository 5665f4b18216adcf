import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Endpoint } from './api/endpoint';
import type { Readiness } from './api/health';
import { healthEndpoints } from './api/health';
import { infoEndpoint } from './api/info';
import { listReleasesEndpoint } from './api/list-releases';
import { metricsEndpoint } from './api/print-metrics';
import { resolveReleaseEndpoint } from './api/resolve-release';
import { createRouter } from './api/router';
import type { RunningServer } from './api/serve';
import { serve } from './api/serve';
import { createApiServerPlaces } from './api-server-places';
import type { Config, ListenAddress } from './config';
import { Controller } from './controller/controller';
import { createReleaseStore } from './gather/release/release-store';
import { createReleaseResolver } from './gather/release-resolver';
import { createSecretReader } from './gather/secret-reader';
import { createAccessReviewer } from './kube/access-review';
import { createWatcher } from './kube/cache';
import type { KubeConfig } from './kube/cluster-access';
import type { EventRecorder } from './kube/event-recorder';
import { createEventRecorder } from './kube/event-recorder';
import { KubeClient } from './kube/kube-api';
import type { LeaderElector } from './kube/lease';
import { createLeaderElector } from './kube/lease';
import { KubeTransport } from './kube/transport';
import type { Metrics } from './metrics';
import { createMetrics } from './metrics';
import { startOperatorFacts } from './operator-facts';
import type { Logger, RegistrySettings, ReleaseResolver, Watcher } from './ports';
import { createRe2Matcher } from './re2';
import { systemLookup } from './registry/http/guarded-lookup';
import { createImageReader } from './registry/image-reader';
import { RegistryClient } from './registry/registry-client';
import { createRepositoryReader } from './registry/repository-reader';
import { startReleaseCluster } from './release-cluster-facts';

/** A whole validator in one process: caches, controller, Lease, servers. */
export interface Validator {
  apiPort: number;
  metricsPort: number;
  /** Ends cleanly: no write after it, the Lease given back. */
  stop(): Promise<void>;
}

export interface ValidatorOptions {
  config: Config;
  kubeConfig: KubeConfig;
  env: Record<string, string | undefined>;
  version: string;
  logger: Logger;
}

const DEFAULT_NAMESPACE = 'kmm-preflight';
const EVENTS_FLUSH_MS = 1_000;
const LOOKS_FOR_OPERATOR: Readiness = { ready: false, waitsFor: "the first list of the KMM operator's objects" };

/** Builds everything and starts it. The only place that knows the real registry and Kubernetes clients. */
export async function startValidator(options: ValidatorOptions): Promise<Validator> {
  const { config, kubeConfig, logger, version } = options;
  const clock = { now: () => Date.now() };
  const metrics = createMetrics(version);
  const transport = new KubeTransport(kubeConfig);
  const client = new KubeClient(transport);
  const registry = new RegistryClient({
    limits: { perHostConcurrency: config.perHostConcurrency },
    onRequest: (exchange) => metrics.registryExchange(exchange),
  });
  const events = createEventRecorder({ api: client, clock, logger });
  const watcher = createWatcher(client, { logger, onHandlerException: (plural) => metrics.handlerException(plural) });
  const operator = startOperatorFacts(watcher, clock);
  const namespace = config.namespace ?? kubeConfig.namespace ?? DEFAULT_NAMESPACE;
  const releases = startReleases(options, { client, watcher, registry, namespace });
  const work = new LeadingWork(() => startController(options, { client, watcher, registry, events, metrics }), metrics);
  const elector = createLeaderElector({
    api: client,
    namespace,
    identity: `${hostname()}_${randomUUID()}`,
    clock,
    logger,
    onStarted: () => work.begin(),
    onStopped: () => void work.end(),
  });
  const reviewer = createAccessReviewer(transport);
  const listen = (address: ListenAddress, endpoints: Endpoint[]): Promise<RunningServer> =>
    serve({ ...address, tls: tlsFiles(config), handler: createRouter({ endpoints, reviewer }), logger });
  const api = await listen(config.listen, [
    infoEndpoint({ version, mode: config.mode, operator }),
    listReleasesEndpoint(releases.resolver),
    resolveReleaseEndpoint(releases.resolver),
  ]);
  const readiness = (): Readiness => (operator.current() ? work.readiness() : LOOKS_FOR_OPERATOR);
  const metricsServer = await listen(config.metricsListen, [
    ...healthEndpoints(readiness),
    metricsEndpoint(() => metrics.print()),
  ]);
  const stopLeading = lead(config.leaderElect ? elector : undefined, work);
  return {
    apiPort: api.port,
    metricsPort: metricsServer.port,
    async stop() {
      await stopLeading();
      operator.stop();
      releases.stop();
      await events.flush(EVENTS_FLUSH_MS);
      await Promise.all([api.close(), metricsServer.close(), registry.close()]);
      await transport.close();
    },
  };
}

/** Resolving releases, on every replica. */
function startReleases(
  { env, kubeConfig, logger }: ValidatorOptions,
  { client: api, watcher, registry, namespace }: Pick<Parts, 'client' | 'watcher' | 'registry'> & { namespace: string },
): { resolver: ReleaseResolver; stop(): void } {
  const clock = { now: () => Date.now() };
  const cluster = startReleaseCluster({
    api,
    watcher,
    clock,
    logger,
    configureRegistry: (settings) => registry.configure(settings),
    proxyFromEnvironment: proxyFrom(env),
    apiServers: createApiServerPlaces(kubeConfig.server, systemLookup, clock),
  });
  const resolver = createReleaseResolver({
    reader: createRepositoryReader(registry),
    secrets: createSecretReader(api, clock),
    store: createReleaseStore(api, namespace, logger),
    cluster,
    clock,
  });
  return { resolver, stop: () => cluster.stop() };
}

/** Leads by Lease, or at once without one. The answer ends the work first and gives the Lease back after it. */
function lead(elector: LeaderElector | undefined, work: LeadingWork): () => Promise<void> {
  if (!elector) {
    work.begin();
    return () => work.end();
  }
  const stopping = new AbortController();
  const running = elector.run(stopping.signal);
  return async () => {
    stopping.abort();
    await running;
    await work.end();
    await elector.release();
  };
}

interface Parts {
  client: KubeClient;
  watcher: Watcher;
  registry: RegistryClient;
  events: EventRecorder;
  metrics: Metrics;
}

function startController({ config, env, logger }: ValidatorOptions, parts: Parts): Controller {
  const { client, watcher, registry, events, metrics } = parts;
  return new Controller({
    api: client,
    watcher,
    images: createImageReader(registry),
    configureRegistry: (settings) => registry.configure(settings),
    proxyFromEnvironment: proxyFrom(env),
    matchRegexp: createRe2Matcher(),
    clock: { now: () => Date.now() },
    logger,
    events,
    metrics,
    mode: config.mode,
    concurrency: config.concurrency,
    policy: { recheckIntervalMs: config.recheckIntervalMs, transientDeadlineMs: config.transientDeadlineMs },
  });
}

/** The controller's life: one at a time, begun and ended with the Lease. */
class LeadingWork {
  private controller: Controller | undefined;
  private changing: Promise<void> = Promise.resolve();

  constructor(
    private readonly create: () => Controller,
    private readonly metrics: Metrics,
  ) {}

  begin(): void {
    this.metrics.leading(true);
    this.changing = this.changing.then(() => {
      this.controller = this.create();
      // It waits for the API server as long as that takes, and must not hold up the end of the work.
      void this.controller.start();
    });
  }

  end(): Promise<void> {
    this.metrics.leading(false);
    this.changing = this.changing.then(async () => {
      await this.controller?.stop();
      this.controller = undefined;
    });
    return this.changing;
  }

  /** A replica without the Lease is ready: it serves the API. */
  readiness(): Readiness {
    const waitsFor = this.controller?.waitsFor ?? '';
    return { ready: waitsFor === '', waitsFor };
  }
}

function tlsFiles({ tlsCert, tlsKey }: Config): { cert: string; key: string } | undefined {
  return tlsCert !== undefined && tlsKey !== undefined ? { cert: tlsCert, key: tlsKey } : undefined;
}

function proxyFrom(env: Record<string, string | undefined>): RegistrySettings['proxy'] {
  const read = (name: string): string | undefined => env[name] || env[name.toLowerCase()];
  const [httpProxy, httpsProxy, noProxy] = [read('HTTP_PROXY'), read('HTTPS_PROXY'), read('NO_PROXY')];
  if (httpProxy === undefined && httpsProxy === undefined) return undefined;
  return { ...(httpProxy && { httpProxy }), ...(httpsProxy && { httpsProxy }), ...(noProxy && { noProxy }) };
}
