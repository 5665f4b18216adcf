import type { Preflight } from '../../contract/preflight';
import { PREFLIGHT_REPORT } from '../../contract/resource-kinds';
import type { MatchRegexp } from '../../domain/kmm/select-kernel-mapping';
import type { RetryPolicy } from '../../domain/preflight/record-verdict';
import type { Mode, Ownership } from '../../domain/preflight/status-owner';
import { decideStatusOwner } from '../../domain/preflight/status-owner';
import { createSecretReader } from '../gather/secret-reader';
import { shareImageReader } from '../gather/shared-image-reader';
import { KubeError } from '../kube-error';
import type {
  Cache,
  CacheChange,
  Clock,
  ControllerMetrics,
  EventRecorder,
  ImageReader,
  KubeApi,
  Logger,
  RegistrySettings,
  Watcher,
} from '../ports';
import type { CachedReport } from './cached-report';
import type { ChangeHandlers, ControllerCaches } from './caches';
import { startCaches } from './caches';
import { createCheckScheduler } from './check-scheduler';
import { lookAtModule } from './look-at-module';
import type { NodeIndex } from './node-index';
import { createNodeIndex, nodeChanged } from './node-index';
import type { OperatorMonitor } from './operator-monitor';
import { createOperatorMonitor } from './operator-monitor';
import { PreflightEvents } from './preflight-events';
import type { RunContext } from './preflight-run';
import { PreflightRun } from './preflight-run';
import type { RegistryConfigMonitor } from './registry-config-monitor';
import { createRegistryConfigMonitor } from './registry-config-monitor';
import { ReportStore } from './report-store';
import { StatusWriter } from './status-writer';
import type { WorkQueue } from './work-queue';
import { createWorkQueue } from './work-queue';

/** Everything that the controller is made from; only `main.ts` builds the real ones. */
export interface ControllerOptions {
  api: KubeApi;
  watcher: Watcher;
  images: ImageReader;
  configureRegistry(settings: RegistrySettings): void;
  proxyFromEnvironment: RegistrySettings['proxy'];
  matchRegexp: MatchRegexp;
  clock: Clock;
  logger: Logger;
  events: EventRecorder;
  metrics: ControllerMetrics;
  mode: Mode;
  /** Checks at once. */
  concurrency: number;
  policy: RetryPolicy;
}

interface LiveRun {
  run: PreflightRun;
  status: StatusWriter;
}

/** PVOs that are worked on at once; the checks have their own bound. */
const WORKERS = 4;
/** Changes come in bursts; these pauses (ms) let one pass answer many. */
const MODULE_PAUSE_MS = 20;
const NODE_PAUSE_MS = 1_000;
const CONFLICT_PAUSE_MS = 200;
/** ConfigMaps with CAs are not watched; they are read again this often (ms). */
const CONFIG_REFRESH_MS = 60_000;
/** While a silent operator still owns a PVO, it is looked at this often (ms). */
const OPERATOR_PAUSE_MS = 15_000;

/** Reconciles every PVO: one run for each, keyed by its name (design §7). */
export class Controller {
  private readonly runs = new Map<string, LiveRun>();
  private readonly caches: ControllerCaches;
  private readonly operator: OperatorMonitor;
  private readonly registry: RegistryConfigMonitor;
  private readonly queue: WorkQueue<string>;
  private readonly events: PreflightEvents;
  private readonly context: RunContext;
  private readonly stopping = new AbortController();
  private refreshTimer: NodeJS.Timeout | undefined;
  private started = false;

  constructor(private readonly options: ControllerOptions) {
    const { api, clock, logger, metrics, watcher } = options;
    this.queue = createWorkQueue<string>({
      workers: WORKERS,
      reconcile: (name) => this.measuredReconcile(name),
      onError: (name, error) =>
        logger.warn({ err: error, preflight: name }, 'a preflight could not be reconciled; it is tried again'),
    });
    this.events = new PreflightEvents(options.events);
    const nodes = createNodeIndex(() => this.caches.nodes.values());
    this.caches = startCaches(watcher, this.changeHandlers(nodes));
    this.operator = createOperatorMonitor(
      () => this.caches.deployments.values(),
      () => this.caches.leases.values(),
      clock,
    );
    this.registry = createRegistryConfigMonitor({
      api,
      logger,
      mirrorRules: () =>
        [this.caches.digestMirrors, this.caches.tagMirrors, this.caches.contentSources].flatMap((cache) =>
          [...cache.values()].flat(),
        ),
      imageConfig: () => this.caches.imageConfigs.get('cluster'),
      proxyConfig: () => this.caches.proxyConfigs.get('cluster'),
      proxyFromEnvironment: options.proxyFromEnvironment,
      configure: (settings) => options.configureRegistry(settings),
      onChange: () => this.enqueueAll(),
    });
    const images = shareImageReader(options.images, clock, this.stopping.signal);
    const secrets = createSecretReader(api, clock);
    this.context = {
      ...options,
      modules: this.caches.modules,
      reports: this.caches.reports,
      nodes,
      store: new ReportStore(api, this.caches.reports, metrics, clock),
      scheduler: createCheckScheduler(options.concurrency, (waiting) => metrics.waiting(waiting)),
      registryConfig: () => this.registry.current(),
      look: (look) => lookAtModule({ images, secrets, config: this.registry.current() }, look),
      onVerdict: (run, entry, previous) => this.events.verdictRecorded(run, entry, previous),
      requeue: (name, ms) => (ms === undefined ? this.queue.add(name) : this.queue.addAfter(name, ms)),
    };
  }

  /** Waits for the caches, then works until `stop`. */
  async start(): Promise<void> {
    await Promise.all(this.allCaches().map(([, cache]) => cache.synced()));
    await this.registry.refresh();
    this.refreshTimer = setInterval(() => void this.registry.refresh(), CONFIG_REFRESH_MS);
    this.started = true;
    this.enqueueAll();
    for (const { preflight } of this.caches.reports.values()) this.queue.add(preflight.name);
    for (const summary of this.caches.summaries.values()) this.queue.add(summary.metadata.name);
  }

  /** What the first lists are still missing of, in words; empty once it works. */
  get waitsFor(): string {
    const missing = this.allCaches().filter(([, cache]) => !cache.isSynced);
    if (missing.length > 0) return `the first list of ${missing.map(([name]) => name).join(', ')}`;
    if (!this.caches.reports.served || !this.caches.summaries.served)
      return 'the CRDs of kmm-preflight.io, which are not installed';
    return this.started ? '' : 'the registry configuration';
  }

  /** Ends checks and writes cleanly. */
  async stop(): Promise<void> {
    clearInterval(this.refreshTimer);
    this.started = false;
    this.stopping.abort(new Error('the validator stops'));
    await Promise.all([...this.runs.values()].map(({ run }) => run.stop()));
    await this.queue.stop();
    for (const [, cache] of this.allCaches()) cache.stop();
  }

  private allCaches(): [string, Cache<unknown>][] {
    return Object.entries<Cache<unknown>>({ ...this.caches });
  }

  private changeHandlers(nodes: NodeIndex): ChangeHandlers {
    return {
      preflight: ({ key }) => this.queue.add(key),
      child: ({ key, current, previous }) => {
        if (this.started && current && !previous) this.operator.onChildAppeared();
        this.queue.add(key);
      },
      module: () => this.enqueueAll(MODULE_PAUSE_MS),
      node: ({ previous, current }) => {
        if (!nodeChanged(previous, current)) return;
        nodes.invalidate();
        this.enqueueAll(NODE_PAUSE_MS);
      },
      report: (change) => this.reportChanged(change),
      summary: ({ key }) => this.queue.add(key),
      registryConfig: () => void (this.started && this.registry.refresh()),
      lease: (change) => {
        const { alive } = this.operator.state();
        this.operator.onLease(change);
        if (alive !== this.operator.state().alive) this.enqueueAll();
      },
      operator: () => this.enqueueAll(),
    };
  }

  private async measuredReconcile(name: string): Promise<{ requeueAfterMs?: number } | void> {
    // Before the first lists are complete nothing can be told; `start` asks for every key again.
    if (!this.started) return undefined;
    const { clock, metrics } = this.options;
    const startedAt = clock.now();
    try {
      const requeueAfterMs = await this.reconcile(name);
      metrics.reconcileFinished('ok', clock.now() - startedAt);
      return requeueAfterMs === undefined ? undefined : { requeueAfterMs };
    } catch (error) {
      metrics.reconcileFinished('error', clock.now() - startedAt);
      throw error;
    }
  }

  private async reconcile(name: string): Promise<number | undefined> {
    if (!this.caches.reports.served || !this.caches.summaries.served) {
      throw new Error('the CRDs of kmm-preflight.io are not installed; install the chart, or apply its files/crds');
    }
    const found = this.caches.preflights.get(name);
    const preflight = found?.deleting ? undefined : found;
    const known = this.runs.get(name);
    if (known && known.run.preflight.uid !== preflight?.uid) await this.endRun(name, known);
    if (!preflight) {
      await this.deleteLeftovers(name, undefined);
      return undefined;
    }
    const live = this.runs.get(name) ?? this.beginRun(preflight);
    const ownership = this.ownershipOf(preflight);
    this.events.runStarted(live.run, preflight, this.caches.summaries.get(name));
    const due = live.run.reconcile(preflight, ownership);
    await this.deleteLeftovers(name, live.run);
    const wait = await this.writeStatus(live, ownership);
    return earliest(due, wait, this.operatorChangeInMs(ownership));
  }

  private beginRun(preflight: Preflight): LiveRun {
    const run = new PreflightRun(this.context, preflight);
    const { api, clock, metrics } = this.options;
    const status = new StatusWriter(
      {
        api,
        clock,
        metrics,
        summaries: this.caches.summaries,
        onWritten: (counts, dropped) => this.events.countsWritten(run, counts, dropped),
      },
      run,
    );
    const live = { run, status };
    this.runs.set(preflight.name, live);
    return live;
  }

  private async endRun(name: string, { run }: LiveRun): Promise<void> {
    this.runs.delete(name);
    await run.stop();
    this.events.runEnded(run.preflight.uid);
  }

  private ownershipOf(preflight: Preflight): Ownership {
    const child = {
      served: this.caches.children.served,
      exists: this.caches.children.get(preflight.name)?.ownerUid === preflight.uid,
    };
    return decideStatusOwner(this.options.mode, this.operator.state(), child, this.options.clock.now());
  }

  private operatorChangeInMs(ownership: Ownership): number | undefined {
    return earliest(this.operator.nextChangeInMs(), ownership.owner === 'KMMOperator' ? OPERATOR_PAUSE_MS : undefined);
  }

  private async writeStatus({ run, status }: LiveRun, ownership: Ownership): Promise<number | undefined> {
    if (this.options.mode === 'controller' && this.operator.state().alive) this.events.overridesOperator(run);
    try {
      return await status.write(ownership);
    } catch (error) {
      if (!(error instanceof KubeError)) throw error;
      // The PVO moved or is gone: the watch tells soon, and ownership is decided again then.
      if (error.kind === 'Conflict') return CONFLICT_PAUSE_MS;
      if (error.kind === 'NotFound') return undefined;
      throw error;
    }
  }

  /** Reports whose PVO or Module is gone; where a garbage collector runs, it does the same. */
  private async deleteLeftovers(name: string, run: PreflightRun | undefined): Promise<void> {
    const reports = [...this.caches.reports.values()].filter(
      (report) => report.preflight.name === name && !run?.owns(report),
    );
    const deletions = reports.map((report) => ignoreConflict(this.context.store.delete(report)));
    const summary = this.caches.summaries.get(name);
    if (summary && summary.status.preflightUID !== run?.preflight.uid) {
      deletions.push(ignoreConflict(this.options.api.delete(PREFLIGHT_REPORT, { name }, summary.metadata.uid)));
    }
    await Promise.all(deletions);
  }

  private reportChanged({ current, previous }: CacheChange<CachedReport>): void {
    const report = previous ?? current;
    if (!report || report.preflight.name === '') return;
    const run = this.runs.get(report.preflight.name)?.run;
    if (run && run.preflight.uid === report.preflight.uid)
      run.reportChanged(`${report.namespace}/${report.moduleName}`, current);
    else this.queue.add(report.preflight.name);
  }

  private enqueueAll(ms?: number): void {
    for (const { name } of this.caches.preflights.values()) this.context.requeue(name, ms);
  }
}

/** A precondition that fails means that the object was made anew meanwhile: its own key takes care of it. */
async function ignoreConflict(deletion: Promise<void>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!(error instanceof KubeError) || error.kind !== 'Conflict') throw error;
  }
}

function earliest(...times: (number | undefined)[]): number | undefined {
  const known = times.filter((time): time is number => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
