import type { PreflightReport } from '../../contract/preflight-report';
import { toPreflightReport } from '../../contract/preflight-report';
import { printTime } from '../../contract/module-report';
import { PREFLIGHT_OCP, PREFLIGHT_REPORT } from '../../contract/resource-kinds';
import { canonicalJson } from '../../domain/preflight/inputs-digest';
import type { StatusModule } from '../../domain/preflight/status-modules';
import { listStatusModules } from '../../domain/preflight/status-modules';
import type { Ownership } from '../../domain/preflight/status-owner';
import type { Counts } from '../../domain/preflight/summary';
import { countVerdicts } from '../../domain/preflight/summary';
import type { Cache, Clock, ControllerMetrics, KubeApi } from '../ports';
import { countedRecord } from './module-entry';
import type { PreflightRun } from './preflight-run';
import { isNewerVersion } from './resource-version';

/** What the writer needs from its surroundings. */
export interface StatusWriterContext {
  api: KubeApi;
  clock: Clock;
  metrics: ControllerMetrics;
  summaries: Cache<PreflightReport>;
  /** Counts were written; `dropped` entries did not fit into the PVO. */
  onWritten(counts: Counts, dropped: number): void;
}

/** Least pause between two writes while Modules are in progress; ms. */
const PAUSE_MS = 1_000;
/** A write may cost the API server at most a tenth of its time. */
const PAUSE_FACTOR = 10;
/** What a write is taken to last before one was measured: some 500 ms for 2,000 entries; ms an entry. */
const EXPECTED_MS = 0.25;

/** Writes the status of one PVO and its PreflightReport, in the rhythm of design §4.1. */
export class StatusWriter {
  private lastEndedAt: number;
  private lastDurationMs: number | undefined;
  /** Our last writes, which count until the watch has told of them. */
  private ownStatus: { resourceVersion: string; modules: StatusModule[] } | undefined;
  private ownSummary: PreflightReport | undefined;

  constructor(
    private readonly context: StatusWriterContext,
    private readonly run: PreflightRun,
  ) {
    this.lastEndedAt = run.startedAt;
  }

  /**
   * Writes what differs. Returns the ms to wait when it is too early, undefined when all is written.
   * Throws `KubeError`, on Conflict when the PVO moved: the caller decides ownership again.
   */
  async write(ownership: Ownership): Promise<number | undefined> {
    const { clock } = this.context;
    const counts = countVerdicts([...this.run.entries.values()].map(countedRecord));
    const done = counts.inProgress === 0 && !this.run.busy;
    const pause = this.pauseMs(done);
    const wait = this.lastEndedAt + pause - clock.now();
    if (wait > 0 && wait <= pause) return wait;
    const startedAt = clock.now();
    const listed = ownership.writes ? await this.writeStatus() : undefined;
    const summarised = await this.writeSummary(ownership, counts);
    if (listed?.written || summarised) {
      this.lastEndedAt = clock.now();
      this.lastDurationMs = Math.max(0, this.lastEndedAt - startedAt);
    }
    this.context.onWritten(counts, listed?.dropped ?? 0);
    return undefined;
  }

  private pauseMs(done: boolean): number {
    // The end of a run is what people wait for; changes after it come in the usual rhythm.
    if (done && !this.completionStored()) return 0;
    const duration = this.lastDurationMs ?? EXPECTED_MS * this.run.entries.size;
    return Math.max(done ? 0 : PAUSE_MS, PAUSE_FACTOR * duration);
  }

  private completionStored(): boolean {
    const { uid, generation } = this.run.preflight;
    const stored = this.storedSummary()?.status;
    return (
      stored?.preflightUID === uid && stored.preflightGeneration === generation && stored.completedAt !== undefined
    );
  }

  private async writeStatus(): Promise<{ written: boolean; dropped: number }> {
    const { preflight, entries } = this.run;
    const inputs = [...entries.values()].map(({ module, effective }) => ({
      namespace: module.namespace,
      name: module.name,
      record: effective,
    }));
    const stored = this.storedStatus();
    const { modules, dropped } = listStatusModules(inputs, stored.modules, printTime(this.context.clock.now()));
    if (isSameList(modules, stored.modules)) return { written: false, dropped };
    const body = { metadata: { resourceVersion: stored.resourceVersion }, status: { modules } };
    const written = await this.measured(PREFLIGHT_OCP.kind, () =>
      this.context.api.mergePatch(PREFLIGHT_OCP, { name: preflight.name }, body, 'status'),
    );
    this.ownStatus = { resourceVersion: written.metadata.resourceVersion ?? '', modules };
    return { written: true, dropped };
  }

  private storedStatus(): { resourceVersion: string; modules: StatusModule[] } {
    const { resourceVersion, statusModules } = this.run.preflight;
    const own = this.ownStatus;
    return own && isNewerVersion(own.resourceVersion, resourceVersion)
      ? own
      : { resourceVersion, modules: statusModules };
  }

  private async writeSummary(ownership: Ownership, counts: Counts): Promise<boolean> {
    const { preflight, startedAt } = this.run;
    const { name, uid, generation } = preflight;
    const stored = this.storedSummary();
    const summary = {
      preflight: { name, uid, generation },
      owner: ownership.owner,
      counts,
      startedAt: printTime(startedAt),
    };
    const wanted = toPreflightReport(summary, stored, printTime(this.context.clock.now()));
    if (stored && canonicalJson(stored.status) === canonicalJson(wanted.status)) return false;
    const { metadata } = await this.measured(PREFLIGHT_REPORT.kind, () =>
      this.context.api.apply(PREFLIGHT_REPORT, wanted),
    );
    this.ownSummary = { ...wanted, metadata };
    return true;
  }

  private storedSummary(): PreflightReport | undefined {
    const cached = this.context.summaries.get(this.run.preflight.name);
    const own = this.ownSummary;
    if (!own || !cached) return cached;
    return isNewerVersion(own.metadata.resourceVersion ?? '', cached.metadata.resourceVersion ?? '') ? own : cached;
  }

  private async measured<T>(kind: string, action: () => Promise<T>): Promise<T> {
    const startedAt = this.context.clock.now();
    try {
      const result = await action();
      this.context.metrics.objectWritten(kind, 'ok', this.context.clock.now() - startedAt);
      return result;
    } catch (error) {
      this.context.metrics.objectWritten(kind, 'error', this.context.clock.now() - startedAt);
      throw error;
    }
  }
}

/** One entry after the other: the text of thousands at once would be the largest thing in memory. */
function isSameList(a: readonly StatusModule[], b: readonly StatusModule[]): boolean {
  return a.length === b.length && a.every((entry, index) => canonicalJson(entry) === canonicalJson(b[index]));
}
