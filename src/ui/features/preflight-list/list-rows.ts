import type { KubeObject } from '../../../contract/kube-object';
import type { PreflightOverview } from '../../../contract/preflight-overview';
import { compareSeverity } from '../../../domain/preflight/standing';
import type { TableQuery } from '../../shared/table/table-query';

/** One row of the list: the overview, and the object that it was made from for the menu. */
export interface PreflightRowData extends PreflightOverview {
  object: KubeObject;
}

type Compare = (a: PreflightRowData, b: PreflightRowData) => number;

const byName: Compare = (a, b) => a.preflight.name.localeCompare(b.preflight.name, undefined, { numeric: true });
const createdAt = ({ object }: PreflightRowData): string => object.metadata.creationTimestamp ?? '';
const done = ({ counts }: PreflightRowData): number =>
  counts && counts.total > 0 ? (counts.total - counts.inProgress) / counts.total : -1;

/** Columns that can be sorted, by the word that stands for them in the address. */
export const LIST_ORDERS: Record<string, Compare> = {
  name: byName,
  release: (a, b) => (a.preflight.release ?? '').localeCompare(b.preflight.release ?? '', undefined, { numeric: true }),
  kernel: (a, b) => a.preflight.kernelVersion.localeCompare(b.preflight.kernelVersion, undefined, { numeric: true }),
  result: (a, b) => compareSeverity(a.standing, b.standing),
  progress: (a, b) => done(a) - done(b),
  writer: (a, b) => (a.writer ?? '').localeCompare(b.writer ?? ''),
  created: (a, b) => createdAt(a).localeCompare(createdAt(b)),
};

/** The rows that a query shows, in its order; the newest first unless told. */
export function selectListRows(rows: readonly PreflightRowData[], query: TableQuery): PreflightRowData[] {
  const needle = query.q.toLowerCase();
  const shown = rows.filter(
    ({ preflight, standing }) =>
      (query.status.length === 0 || query.status.includes(standing)) &&
      [preflight.name, preflight.release ?? '', preflight.kernelVersion].some((text) =>
        text.toLowerCase().includes(needle),
      ),
  );
  const order = Object.hasOwn(LIST_ORDERS, query.sort) ? LIST_ORDERS[query.sort] : undefined;
  if (!order) return shown.sort((a, b) => createdAt(b).localeCompare(createdAt(a)) || byName(a, b));
  const direction = query.dir === 'desc' ? -1 : 1;
  return shown.sort((a, b) => direction * order(a, b) || byName(a, b));
}
