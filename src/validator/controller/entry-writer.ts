import { toModuleReport } from '../../contract/module-report';
import type { Preflight } from '../../contract/preflight';
import { followOperator } from '../../domain/preflight/follow-operator';
import { refreshMapping } from '../../domain/preflight/judge';
import type { StatusModule } from '../../domain/preflight/status-modules';
import type { VerdictRecord } from '../../domain/preflight/verdict';
import { KubeError } from '../kube-error';
import type { Cache, Clock, Logger } from '../ports';
import type { CachedReport } from './cached-report';
import { digestReport } from './cached-report';
import type { ModuleEntry } from './module-entry';
import { subjectOf } from './module-entry';
import type { Need } from './node-index';
import type { ReportStore } from './report-store';
import { isNewerVersion } from './resource-version';

/** What the writer needs from its surroundings. */
export interface EntryWriterContext {
  clock: Clock;
  logger: Logger;
  reports: Cache<CachedReport>;
  store: ReportStore;
  /** Whether the entry is still part of a living run. */
  wanted(entry: ModuleEntry): boolean;
  /** The entry needs another pass, after `ms` if given. */
  requeue(ms?: number): void;
}

const RETRY_FIRST_MS = 1_000;
const RETRY_LAST_MS = 60_000;

/** Keeps the stored report of each entry equal to what it is to say; one write at a time for each. */
export class EntryWriter {
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly context: EntryWriterContext) {}

  /** Derives what the report is to say; true when that differs from what it says. */
  refresh(entry: ModuleEntry, preflight: Preflight, need: Need, operatorEntry: StatusModule | undefined): boolean {
    if (!entry.record) return false;
    const basis = [entry.record, entry.module, preflight.generation, need.nodesMatching, need.needed, operatorEntry];
    if (entry.basis && basis.every((part, index) => part === entry.basis?.[index])) return entry.dirty;
    entry.record = { ...refreshRecord(entry, preflight, entry.record), ...need };
    entry.effective = this.follow(entry, entry.record, operatorEntry);
    entry.basis = [entry.record, ...basis.slice(1)];
    const digest = digestReport(toModuleReport(subjectOf(preflight, entry), entry.effective));
    if (digest !== entry.desiredDigest) {
      entry.desiredDigest = digest;
      entry.dirty = true;
    }
    return entry.dirty;
  }

  /** Writes the report while it differs; a failed write is tried again with back-off. Never throws. */
  async flush(entry: ModuleEntry, preflight: Preflight): Promise<void> {
    if (entry.writing || !entry.dirty || this.context.clock.now() < entry.writeNotBefore) return;
    const failedBefore = entry.writeFailures > 0;
    entry.writing = true;
    const work = this.writeWhileDirty(entry, preflight);
    this.running.add(work);
    await work;
    this.running.delete(work);
    entry.writing = false;
    const current = this.context.reports.get(cacheKey(entry));
    // Usually the watch has not told of the write yet: only a deletion that was seen meanwhile makes absence mean something.
    if (current || entry.deletedMeanwhile) this.noticeTouch(entry, current);
    entry.deletedMeanwhile = false;
    // A preflight is complete only with all of its reports, and nobody else tells that a late one is there.
    if (failedBefore && entry.writeFailures === 0) this.context.requeue();
  }

  /** Marks an entry whose stored report is not what we wrote; it is checked again and overwritten. */
  noticeTouch(entry: ModuleEntry, current: CachedReport | undefined): void {
    const { written } = entry;
    if (entry.writing && !current) entry.deletedMeanwhile = true;
    if (!written || entry.writing || entry.touched || entry.foreign) return;
    if (!current && this.context.reports.get(cacheKey(entry))) return;
    // What the API server made of our own write is what a later change is compared with.
    if (current?.resourceVersion === written.resourceVersion) written.contentDigest = current.contentDigest;
    if (current && !isNewerVersion(current.resourceVersion, written.resourceVersion)) return;
    if (current?.contentDigest === written.contentDigest) return;
    entry.touched = true;
    this.context.requeue();
  }

  /** Resolves when no write is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.running);
  }

  private follow(entry: ModuleEntry, record: VerdictRecord, operatorEntry: StatusModule | undefined): VerdictRecord {
    const verdict = followOperator(record.verdict, entry.resolution, operatorEntry);
    if (verdict === record.verdict) return record;
    const before = entry.effective;
    const moved = before?.verdict.status !== verdict.status;
    return { ...record, verdict, transitionedAt: moved ? this.context.clock.now() : before.transitionedAt };
  }

  private async writeWhileDirty(entry: ModuleEntry, preflight: Preflight): Promise<void> {
    const wanted = (): boolean => this.context.wanted(entry);
    while (entry.dirty && entry.effective && wanted()) {
      entry.dirty = false;
      const replace = entry.foreign;
      try {
        const written = await this.context.store.write(toModuleReport(subjectOf(preflight, entry), entry.effective), {
          replace,
          contentDigest: entry.desiredDigest ?? '',
          wanted,
        });
        if (!written) return;
        entry.written = written;
        entry.writeFailures = 0;
        entry.refused = false;
        if (replace) entry.foreign = false;
      } catch (error) {
        this.noteFailure(entry, error);
        return;
      }
    }
  }

  private noteFailure(entry: ModuleEntry, error: unknown): void {
    const { clock, logger, requeue } = this.context;
    // A refusal does not pass by itself; a conflict or an API server that is away does.
    const refused = error instanceof KubeError && !error.retryable && error.kind !== 'Conflict';
    const pause = refused ? RETRY_LAST_MS : Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** entry.writeFailures);
    entry.dirty = true;
    entry.refused = refused;
    entry.writeFailures += 1;
    entry.writeNotBefore = clock.now() + pause;
    logger.warn({ err: error, report: cacheKey(entry) }, 'a report could not be written');
    requeue(pause);
  }
}

/** The record with the generations and mapping of now, unless its verdict is about other inputs. */
function refreshRecord(entry: ModuleEntry, preflight: Preflight, record: VerdictRecord): VerdictRecord {
  if (record.observed.inputsDigest !== entry.inputsDigest) return record;
  const { uid, generation } = entry.module;
  return {
    ...record,
    verdict: refreshMapping(record.verdict, entry.resolution),
    observed: {
      ...record.observed,
      preflightGeneration: preflight.generation,
      moduleUid: uid,
      moduleGeneration: generation,
    },
  };
}

function cacheKey(entry: ModuleEntry): string {
  return `${entry.module.namespace}/${entry.reportName}`;
}
