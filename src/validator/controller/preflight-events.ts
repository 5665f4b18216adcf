import { apiVersionOf } from '../../contract/kube-object';
import type { Preflight } from '../../contract/preflight';
import type { PreflightReport } from '../../contract/preflight-report';
import { MODULE, PREFLIGHT_OCP } from '../../contract/resource-kinds';
import type { Counts } from '../../domain/preflight/summary';
import { concludePreflight } from '../../domain/preflight/summary';
import type { VerdictRecord } from '../../domain/preflight/verdict';
import type { EventRecorder } from '../ports';
import type { ModuleEntry } from './module-entry';
import type { PreflightRun } from './preflight-run';

/** Tells people through Events: a preflight starts and finishes once a generation, a Module fails and recovers. */
export class PreflightEvents {
  private readonly started = new Map<string, number>();
  private readonly finished = new Map<string, number>();
  private readonly told = new Set<string>();

  constructor(private readonly recorder: EventRecorder) {}

  /** A run begins; `stored` is what an earlier process left. */
  runStarted(run: PreflightRun, preflight: Preflight, stored: PreflightReport | undefined): void {
    const { uid, generation, kernelVersion } = preflight;
    const status =
      stored?.status.preflightUID === uid && stored.status.preflightGeneration === generation
        ? stored.status
        : undefined;
    if (status) this.started.set(uid, generation);
    if (status?.completedAt !== undefined) this.finished.set(uid, generation);
    if (this.started.get(uid) === generation) return;
    this.started.set(uid, generation);
    this.recordPreflight(
      run,
      'Normal',
      'PreflightStarted',
      `Checking every Module for kernel ${kernelVersion.slice(0, 200)}.`,
    );
  }

  /** Counts were written. */
  countsWritten(run: PreflightRun, counts: Counts, dropped: number): void {
    const { uid, generation } = run.preflight;
    if (dropped > 0 && !this.told.has(`${uid}/dropped`)) {
      this.told.add(`${uid}/dropped`);
      const message = `${dropped} entries do not fit into status.modules; every Module has its ModulePreflightReport.`;
      this.recordPreflight(run, 'Warning', 'StatusTruncated', message);
    }
    const conclusion = concludePreflight(counts);
    if (!conclusion.completed || this.finished.get(uid) === generation) return;
    this.finished.set(uid, generation);
    const { passed, warned, failed, notNeeded } = counts;
    const message = `${conclusion.message} Passed ${passed}, with warnings ${warned}, failed ${failed}, not needed ${notNeeded}.`;
    this.recordPreflight(run, failed > 0 ? 'Warning' : 'Normal', 'PreflightFinished', message);
  }

  /** In mode `controller` the operator's status is overwritten, which is said once. */
  overridesOperator(run: PreflightRun): void {
    const key = `${run.preflight.uid}/overrides`;
    if (this.told.has(key)) return;
    this.told.add(key);
    const message = 'The validator runs in mode "controller" and writes this status although a KMM operator is alive.';
    this.recordPreflight(run, 'Warning', 'OperatorOverridden', message);
  }

  /** A look at a Module ended. */
  verdictRecorded(run: PreflightRun, entry: ModuleEntry, previous: VerdictRecord | undefined): void {
    const { record, module } = entry;
    if (!record?.needed || record.verdict.status === 'InProgress') return;
    // Between a Failure and what follows, the Module may have been in progress for a while.
    const key = `${run.preflight.uid}/failed/${module.uid}`;
    const wasFailed = this.told.has(key) || (previous?.verdict.status === 'Failure' && previous.needed);
    const failed = record.verdict.status === 'Failure';
    if (failed) this.told.add(key);
    else this.told.delete(key);
    if (failed === wasFailed) return;
    this.recorder.record({
      object: {
        apiVersion: apiVersionOf(MODULE),
        kind: MODULE.kind,
        namespace: module.namespace,
        name: module.name,
        uid: module.uid,
      },
      type: failed ? 'Warning' : 'Normal',
      reason: failed ? record.verdict.reason : 'PreflightRecovered',
      message: `Preflight ${run.preflight.name}: ${record.verdict.message}`,
    });
  }

  /** Forgets a run, so that memory does not grow with deleted PVOs. */
  runEnded(uid: string): void {
    this.started.delete(uid);
    this.finished.delete(uid);
    for (const key of this.told) if (key.startsWith(`${uid}/`)) this.told.delete(key);
  }

  private recordPreflight(run: PreflightRun, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { name, uid } = run.preflight;
    this.recorder.record({
      object: { apiVersion: apiVersionOf(PREFLIGHT_OCP), kind: PREFLIGHT_OCP.kind, name, uid },
      type,
      reason,
      message,
    });
  }
}
