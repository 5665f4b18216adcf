import { latestRecheck } from '../../contract/annotations';
import { toVerdictRecord } from '../../contract/module-report';
import type { Preflight } from '../../contract/preflight';
import type { KernelTarget } from '../../domain/kernel/kernel-target';
import { parseKernelTarget } from '../../domain/kernel/kernel-target';
import type { KmmModule } from '../../domain/kmm/module';
import type { MatchRegexp } from '../../domain/kmm/select-kernel-mapping';
import { unfollowOperator } from '../../domain/preflight/follow-operator';
import { judgeUnfinished } from '../../domain/preflight/judge';
import { selectCheckCause } from '../../domain/preflight/next-step';
import type { RetryPolicy } from '../../domain/preflight/record-verdict';
import { recordUnfinished, recordVerdict } from '../../domain/preflight/record-verdict';
import type { StatusModule } from '../../domain/preflight/status-modules';
import type { Ownership } from '../../domain/preflight/status-owner';
import type { VerdictRecord } from '../../domain/preflight/verdict';
import type { RegistryConfig } from '../gather/registry-config';
import type { Cache, Clock, ControllerMetrics, Logger } from '../ports';
import type { CachedReport } from './cached-report';
import type { CheckOwner, CheckScheduler } from './check-scheduler';
import { EntryWriter } from './entry-writer';
import type { LookResult, ModuleLook } from './look-at-module';
import type { ModuleEntry } from './module-entry';
import { createEntry, replaceNext, resolveInputs } from './module-entry';
import type { Need, NodeIndex } from './node-index';
import type { ReportStore } from './report-store';

/** What a run needs from its surroundings. */
export interface RunContext {
  clock: Clock;
  logger: Logger;
  metrics: ControllerMetrics;
  modules: Cache<KmmModule>;
  reports: Cache<CachedReport>;
  nodes: NodeIndex;
  store: ReportStore;
  scheduler: CheckScheduler;
  matchRegexp: MatchRegexp;
  policy: RetryPolicy;
  registryConfig(): RegistryConfig;
  look(look: ModuleLook): Promise<LookResult>;
  /** A look at a Module ended. */
  onVerdict(run: PreflightRun, entry: ModuleEntry, previous: VerdictRecord | undefined): void;
  /** The PVO is to be looked at again, after `ms` if given. */
  requeue(name: string, ms?: number): void;
}

/** A check that takes longer than this gets a report that says so; ms. */
const UNFINISHED_AFTER_MS = 2_000;
/** Passes that only look for what is due next can wait for each other; ms. */
const PASS_PAUSE_MS = 50;

/**
 * All Modules of one PVO (one UID). Level-based: `reconcile` compares what is with what is known and starts the
 * checks and writes that are missing; calling it once more changes nothing.
 */
export class PreflightRun implements CheckOwner {
  readonly entries = new Map<string, ModuleEntry>();
  readonly startedAt: number;
  private readonly writer: EntryWriter;
  private target: KernelTarget;
  private operatorEntries = new Map<string, StatusModule>();
  private stopped = false;
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly context: RunContext,
    public preflight: Preflight,
  ) {
    this.startedAt = context.clock.now();
    this.target = parseKernelTarget(preflight.kernelVersion);
    this.writer = new EntryWriter({
      ...context,
      wanted: (entry) => !this.stopped && this.entries.get(entry.key) === entry,
      requeue: (ms) => context.requeue(this.preflight.name, ms),
    });
    this.adoptReports();
  }

  /** True while a check waits or runs. */
  get busy(): boolean {
    for (const entry of this.entries.values()) if (entry.queued || entry.abort) return true;
    return false;
  }

  /** Brings the entries in line with the Modules. Returns the ms until the next look is due. */
  reconcile(preflight: Preflight, ownership: Ownership): number | undefined {
    const changed = preflight.generation !== this.preflight.generation;
    this.preflight = preflight;
    this.target = parseKernelTarget(preflight.kernelVersion);
    const operatorModules = ownership.owner === 'KMMOperator' ? preflight.statusModules : [];
    this.operatorEntries = new Map(operatorModules.map((entry) => [`${entry.namespace}/${entry.name}`, entry]));
    const gone = new Set(this.entries.keys());
    let nextDue = Number.POSITIVE_INFINITY;
    for (const module of this.context.modules.values()) {
      if (module.deleting) continue;
      const entry = this.observe(module, changed);
      gone.delete(entry.key);
      this.startCheck(entry);
      if (!entry.abort && !entry.queued) nextDue = Math.min(nextDue, entry.record?.nextAttemptAt ?? nextDue);
      if (this.refresh(entry)) void this.writer.flush(entry, preflight);
    }
    for (const key of gone) this.forget(key);
    return Number.isFinite(nextDue) ? Math.max(0, nextDue - this.context.clock.now()) : undefined;
  }

  /** Takes one entry's turn: look, judge, record, write. Never throws. */
  async check(key: string): Promise<void> {
    const entry = this.entries.get(key);
    if (!entry || this.stopped) return;
    entry.queued = false;
    const work = this.lookAndRecord(entry);
    this.running.add(work);
    await work;
    this.running.delete(work);
    if (!this.stopped && (!this.busy || entry.record?.nextAttemptAt !== undefined || this.wasOvertaken(entry))) {
      this.context.requeue(this.preflight.name, PASS_PAUSE_MS);
    }
  }

  /** Whether a stored report is the one of a Module that this run looks after. */
  owns(report: CachedReport): boolean {
    const entry = this.entries.get(`${report.namespace}/${report.moduleName}`);
    return report.preflight.uid === this.preflight.uid && entry?.reportName === report.name;
  }

  /** A stored report of this run changed. */
  reportChanged(moduleKey: string, current: CachedReport | undefined): void {
    if (current) current.report = undefined;
    const entry = this.entries.get(moduleKey);
    if (entry) this.writer.noticeTouch(entry, current);
    // Its write was under way when the Module went: the next pass deletes it.
    else if (current) this.context.requeue(this.preflight.name);
  }

  /** Ends all checks and waits until nothing of this run writes any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.context.scheduler.drop(this);
    for (const entry of this.entries.values()) entry.abort?.abort(new Error('the preflight ended'));
    await Promise.all(this.running);
    await this.writer.settled();
  }

  private adoptReports(): void {
    const { reports, modules, matchRegexp } = this.context;
    const { version } = this.context.registryConfig();
    for (const cached of reports.values()) {
      const module = modules.get(`${cached.namespace}/${cached.moduleName}`);
      if (cached.preflight.uid !== this.preflight.uid || !module || module.deleting) continue;
      const entry = createEntry(this.preflight, module, matchRegexp);
      if (entry.reportName !== cached.name) continue;
      const effective = cached.report && toVerdictRecord(cached.report);
      cached.report = undefined;
      entry.record = effective && { ...effective, verdict: unfollowOperator(effective.verdict) };
      entry.effective = effective;
      entry.configVersion = version;
      entry.touched = cached.touched || effective === undefined;
      entry.desiredDigest = cached.contentDigest;
      entry.written = { resourceVersion: cached.resourceVersion, contentDigest: cached.contentDigest };
      this.entries.set(entry.key, entry);
    }
  }

  private observe(module: KmmModule, preflightChanged: boolean): ModuleEntry {
    const { matchRegexp } = this.context;
    const key = `${module.namespace}/${module.name}`;
    const known = this.entries.get(key);
    if (!known) {
      const entry = createEntry(this.preflight, module, matchRegexp);
      this.entries.set(key, entry);
      return entry;
    }
    if (known.module !== module || preflightChanged) {
      const inputs = resolveInputs(this.preflight, module, matchRegexp);
      if (inputs.inputsDigest !== known.inputsDigest) known.abort?.abort(new Error('the inputs changed'));
      Object.assign(known, { module, ...inputs });
    }
    return known;
  }

  private startCheck(entry: ModuleEntry): void {
    if (entry.queued || entry.abort) return;
    const { clock, registryConfig, scheduler } = this.context;
    const cause = selectCheckCause(entry.record, {
      inputsDigest: entry.inputsDigest,
      recheckRequestedAt: this.recheckOf(entry),
      configChanged: entry.configVersion !== registryConfig().version,
      reportTouched: entry.touched,
      now: clock.now(),
    });
    if (!cause) return;
    entry.queued = true;
    entry.notBefore = cause === 'first' ? 0 : clock.now();
    scheduler.enqueue(this, entry.key);
  }

  private async lookAndRecord(entry: ModuleEntry): Promise<void> {
    const abort = new AbortController();
    entry.abort = abort;
    const observed = this.observedBy(entry);
    const startedAt = this.context.clock.now();
    const slow = setTimeout(() => this.reportUnfinished(entry, observed, startedAt), UNFINISHED_AFTER_MS);
    try {
      const result = await this.look(entry, abort.signal);
      this.record(entry, observed, startedAt, result);
    } catch (error) {
      if (!abort.signal.aborted) this.recordUnexpected(entry, observed, startedAt, error);
    } finally {
      clearTimeout(slow);
      entry.abort = undefined;
    }
    await this.writer.flush(entry, this.preflight);
  }

  private async look(entry: ModuleEntry, signal: AbortSignal): Promise<LookResult> {
    const { module, resolution, notBefore } = entry;
    const { kernelVersion } = this.preflight;
    entry.configVersion = this.context.registryConfig().version;
    const result = await this.context.look({
      namespace: module.namespace,
      kernelVersion,
      resolution,
      notBefore,
      signal,
    });
    signal.throwIfAborted();
    return result;
  }

  private record(entry: ModuleEntry, observed: VerdictRecord['observed'], startedAt: number, result: LookResult): void {
    const { clock, metrics, policy } = this.context;
    const previous = entry.record;
    const finishedAt = clock.now();
    entry.record = recordVerdict(
      previous,
      { ...result, observed, startedAt, finishedAt, ...this.needOf(entry) },
      policy,
    );
    metrics.checkFinished(result.verdict.reason, finishedAt - startedAt);
    this.context.onVerdict(this, entry, previous);
    if (entry.touched) replaceNext(entry);
    this.refresh(entry);
  }

  /** A bug must not be retried in a hot loop, nor leave the row without a word. */
  private recordUnexpected(
    entry: ModuleEntry,
    observed: VerdictRecord['observed'],
    startedAt: number,
    error: unknown,
  ): void {
    this.context.logger.error(
      { err: error, module: entry.key, preflight: this.preflight.name },
      'a check ended with an unexpected error',
    );
    const unfinished = judgeUnfinished({ resolution: entry.resolution, architecture: this.target.architecture });
    const message = `The check ended with an unexpected error (${String(error).slice(0, 200)}); it is tried again by itself.`;
    this.record(entry, observed, startedAt, { verdict: { ...unfinished, message } });
  }

  private reportUnfinished(entry: ModuleEntry, observed: VerdictRecord['observed'], startedAt: number): void {
    if (entry.record?.observed.inputsDigest === observed.inputsDigest) return;
    const verdict = judgeUnfinished({ resolution: entry.resolution, architecture: this.target.architecture });
    entry.record = recordUnfinished(entry.record, { verdict, observed, startedAt, ...this.needOf(entry) });
    if (this.refresh(entry)) void this.writer.flush(entry, this.preflight);
  }

  private refresh(entry: ModuleEntry): boolean {
    return this.writer.refresh(entry, this.preflight, this.needOf(entry), this.operatorEntries.get(entry.key));
  }

  /** The inputs changed or a recheck was wished for during the look: waiting for the others would delay the next one. */
  private wasOvertaken(entry: ModuleEntry): boolean {
    const seen = entry.record?.observed;
    return seen?.inputsDigest !== entry.inputsDigest || seen.recheckRequestedAt !== this.recheckOf(entry);
  }

  private forget(key: string): void {
    this.entries.get(key)?.abort?.abort(new Error('the Module is gone'));
    this.entries.delete(key);
  }

  private needOf(entry: ModuleEntry): Need {
    return this.context.nodes.needOf(entry.module.selector, this.target);
  }

  private recheckOf(entry: ModuleEntry): string | undefined {
    return latestRecheck(this.preflight.recheckRequestedAt, entry.module.recheckRequestedAt);
  }

  private observedBy(entry: ModuleEntry): VerdictRecord['observed'] {
    const recheckRequestedAt = this.recheckOf(entry);
    return {
      preflightGeneration: this.preflight.generation,
      moduleUid: entry.module.uid,
      moduleGeneration: entry.module.generation,
      inputsDigest: entry.inputsDigest,
      ...(recheckRequestedAt !== undefined && { recheckRequestedAt }),
    };
  }
}
