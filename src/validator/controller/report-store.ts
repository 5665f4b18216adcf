import type { ModuleReport } from '../../contract/module-report';
import { MODULE_REPORT } from '../../contract/resource-kinds';
import type { Cache, Clock, ControllerMetrics, KubeApi } from '../ports';
import type { CachedReport } from './cached-report';
import type { Limiter } from './limiter';
import { createLimiter } from './limiter';

/** What the API server holds after one of our writes. */
export interface WrittenReport {
  resourceVersion: string;
  contentDigest: string;
}

const CONCURRENT_WRITES = 24;

/** Writes and deletes ModulePreflightReports; the only place that does. */
export class ReportStore {
  private readonly limiter: Limiter = createLimiter(CONCURRENT_WRITES);

  constructor(
    private readonly api: KubeApi,
    private readonly cache: Cache<CachedReport>,
    private readonly metrics: ControllerMetrics,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes a whole report by server-side apply. A report that somebody else changed is replaced instead, because
   * apply would leave the fields that they added. Does nothing once `wanted` says that nobody wants it any more.
   */
  async write(
    report: ModuleReport,
    options: { replace: boolean; contentDigest: string; wanted: () => boolean },
  ): Promise<WrittenReport | undefined> {
    return this.limiter.run(async () => {
      if (!options.wanted()) return undefined;
      const current = options.replace
        ? this.cache.get(`${report.metadata.namespace}/${report.metadata.name}`)
        : undefined;
      const written = await this.measured(() =>
        current
          ? this.api.replace(MODULE_REPORT, {
              ...report,
              metadata: { ...report.metadata, uid: current.uid, resourceVersion: current.resourceVersion },
            })
          : this.api.apply(MODULE_REPORT, report),
      );
      return { resourceVersion: written.metadata.resourceVersion ?? '', contentDigest: options.contentDigest };
    });
  }

  /** Deletes a report; an absent one is success. */
  async delete(report: { namespace: string; name: string; uid?: string }): Promise<void> {
    const { namespace, name, uid } = report;
    await this.limiter.run(() => this.measured(() => this.api.delete(MODULE_REPORT, { namespace, name }, uid)));
  }

  private async measured<T>(action: () => Promise<T>): Promise<T> {
    const startedAt = this.clock.now();
    try {
      const result = await action();
      this.metrics.objectWritten(MODULE_REPORT.kind, 'ok', this.clock.now() - startedAt);
      return result;
    } catch (error) {
      this.metrics.objectWritten(MODULE_REPORT.kind, 'error', this.clock.now() - startedAt);
      throw error;
    }
  }
}
