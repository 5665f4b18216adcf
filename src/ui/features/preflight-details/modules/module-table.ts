import type { ModuleRow } from '../../../../contract/module-row';
import { compareNames, compareRows, keyOf } from '../../../../contract/module-row';
import { compareSeverity } from '../../../../domain/preflight/standing';
import type { TableQuery } from '../../../shared/table/table-query';
import { selectPage } from '../../../shared/table/table-query';

type Compare = (a: ModuleRow, b: ModuleRow) => number;

const text = (pick: (row: ModuleRow) => string | undefined): Compare => {
  return (a, b) => (pick(a) ?? '').localeCompare(pick(b) ?? '', undefined, { numeric: true });
};

const ORDERS: Record<string, Compare> = {
  status: (a, b) => compareSeverity(a.standing, b.standing),
  module: text(({ name }) => name),
  namespace: text(({ namespace }) => namespace),
  reason: text(({ verdict }) => verdict?.reason),
  nodes: (a, b) => (a.verdict?.nodes ?? -1) - (b.verdict?.nodes ?? -1),
  image: text(({ verdict }) => verdict?.image?.reference),
  checked: text(({ verdict }) => verdict?.completedAt),
};

/** The rows that a query shows, in its order; worst first unless told. */
export function selectModuleRows(rows: readonly ModuleRow[], query: TableQuery): ModuleRow[] {
  const shown = rows.filter((row) => matches(row, query));
  const order = Object.hasOwn(ORDERS, query.sort) ? ORDERS[query.sort] : undefined;
  if (!order) return shown.sort(compareRows);
  const direction = query.dir === 'desc' ? -1 : 1;
  return shown.sort((a, b) => direction * order(a, b) || compareNames(a, b));
}

function matches(row: ModuleRow, { status, reason, namespace, q }: TableQuery): boolean {
  const among = (values: string[], value: string): boolean => values.length === 0 || values.includes(value);
  const needle = q.toLowerCase();
  const texts = [keyOf(row.namespace, row.name), row.verdict?.image?.reference, row.verdict?.message];
  return (
    among(status, row.standing) &&
    among(reason, row.verdict?.reason ?? '') &&
    among(namespace, row.namespace) &&
    texts.some((value) => typeof value === 'string' && value.toLowerCase().includes(needle))
  );
}

/** One page of rows. A link that opens a row leads to the page where it is. */
export function selectModulePage(rows: readonly ModuleRow[], query: TableQuery): { rows: ModuleRow[]; page: number } {
  const [opened] = query.open;
  const index = query.page > 1 ? -1 : rows.findIndex((row) => keyOf(row.namespace, row.name) === opened);
  const page = index < 0 ? query.page : Math.floor(index / query.perPage) + 1;
  return selectPage(rows, { page, perPage: query.perPage });
}

/** The different values of a column, for its filter. */
export function listValues(rows: readonly ModuleRow[], pick: (row: ModuleRow) => string | undefined): string[] {
  return [...new Set(rows.map(pick))].filter((value): value is string => Boolean(value)).sort();
}
