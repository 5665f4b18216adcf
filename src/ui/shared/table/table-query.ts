/** What a table shows, as its address says it: a view can be sent to somebody as a link. */
export interface TableQuery {
  status: string[];
  reason: string[];
  namespace: string[];
  /** Text that a row must hold. */
  q: string;
  /** Column; empty is the table's own order. */
  sort: string;
  dir: 'asc' | 'desc';
  /** From 1. */
  page: number;
  perPage: number;
  /** Keys of the rows that are open. */
  open: string[];
}

export const PER_PAGE = 50;
const PER_PAGE_MAX = 500;

const LISTS = ['status', 'reason', 'namespace'] as const;

/** Query parameters → what to show. Values that make no sense count as absent. */
export function parseTableQuery(params: URLSearchParams): TableQuery {
  const list = (name: string): string[] => (params.get(name) ?? '').split(',').filter(Boolean);
  return {
    status: list('status'),
    reason: list('reason'),
    namespace: list('namespace'),
    q: params.get('q') ?? '',
    sort: params.get('sort') ?? '',
    dir: params.get('dir') === 'desc' ? 'desc' : 'asc',
    page: parseCount(params.get('page'), 1, Number.MAX_SAFE_INTEGER),
    perPage: parseCount(params.get('perPage'), PER_PAGE, PER_PAGE_MAX),
    open: params.getAll('open').filter(Boolean),
  };
}

function parseCount(text: string | null, otherwise: number, max: number): number {
  const count = Number(text);
  return text !== null && Number.isInteger(count) && count >= 1 && count <= max ? count : otherwise;
}

/** What to show → query parameters, without what is the default. Parameters that are not ours stay. */
export function printTableQuery(query: TableQuery, current: URLSearchParams): URLSearchParams {
  const params = new URLSearchParams(current);
  const set = (name: string, value: string): void => (value === '' ? params.delete(name) : params.set(name, value));
  for (const name of LISTS) set(name, query[name].join(','));
  set('q', query.q);
  set('sort', query.sort);
  set('dir', query.dir === 'desc' ? 'desc' : '');
  set('page', query.page === 1 ? '' : String(query.page));
  set('perPage', query.perPage === PER_PAGE ? '' : String(query.perPage));
  params.delete('open');
  for (const key of query.open) params.append('open', key);
  return params;
}

/** True when some rows may be hidden. */
export function hasFilters({ status, reason, namespace, q }: TableQuery): boolean {
  return q !== '' || [status, reason, namespace].some((values) => values.length > 0);
}

export const NO_FILTERS = { status: [], reason: [], namespace: [], q: '' } satisfies Partial<TableQuery>;

/** The rows of one page; a page behind the last one is the last one. */
export function selectPage<T>(
  rows: readonly T[],
  { page, perPage }: Pick<TableQuery, 'page' | 'perPage'>,
): { rows: T[]; page: number } {
  const last = Math.max(1, Math.ceil(rows.length / perPage));
  const shown = Math.min(page, last);
  return { rows: rows.slice((shown - 1) * perPage, shown * perPage), page: shown };
}
