import { useMemo } from 'react';
import { parsePreflight } from '../../../contract/preflight';
import { summarizePreflight } from '../../../contract/preflight-overview';
import { parsePreflightReport } from '../../../contract/preflight-report';
import { PREFLIGHT_OCP, PREFLIGHT_REPORT } from '../../../contract/resource-kinds';
import type { Watched } from '../../console/watch';
import { useWatchList } from '../../console/watch';
import type { PreflightRowData } from './list-rows';

/** All preflights with their summaries. Without reports, or the right to see them, KMM's status has to do. */
export function usePreflights(labels: Record<string, string> | undefined): Watched<PreflightRowData[]> {
  const preflights = useWatchList(PREFLIGHT_OCP, labels && { labels });
  const reports = useWatchList(PREFLIGHT_REPORT, { enabled: preflights.state === 'ready' });
  const data = useMemo(() => {
    const reportOf = new Map(reports.data.map((raw) => [raw.metadata.name, parsePreflightReport(raw)]));
    return preflights.data.map((object) => ({
      object,
      ...summarizePreflight(parsePreflight(object), reportOf.get(object.metadata.name)),
    }));
  }, [preflights.data, reports.data]);
  return { ...preflights, data, lost: preflights.lost || reports.lost };
}
