import { parsePreflight } from '../../../contract/preflight';
import { summarizePreflight } from '../../../contract/preflight-overview';
import { parsePreflightReport } from '../../../contract/preflight-report';
import { parseTableQuery } from '../../shared/table/table-query';
import { rawPreflight, rawSummary } from '../../testing/objects';
import type { PreflightRowData } from './list-rows';
import { LIST_ORDERS, selectListRows } from './list-rows';

function aRow(name: string, counts: object, meta: object = {}): PreflightRowData {
  const object = rawPreflight(name, { meta });
  return { object, ...summarizePreflight(parsePreflight(object), parsePreflightReport(rawSummary(name, counts))) };
}

const rows = [
  aRow('b-2', { total: 2, passed: 2 }, { creationTimestamp: '2026-11-20T00:00:00Z' }),
  aRow('b-10', { total: 4, failed: 1, inProgress: 3 }, { creationTimestamp: '2026-11-22T00:00:00Z' }),
  aRow('a', {}, { creationTimestamp: '2026-11-21T00:00:00Z', labels: {} }),
];

const names = (search: string): string[] =>
  selectListRows(rows, parseTableQuery(new URLSearchParams(search))).map(({ preflight }) => preflight.name);

describe('selectListRows', () => {
  it.each([
    ['', ['b-10', 'a', 'b-2']],
    ['sort=name', ['a', 'b-2', 'b-10']],
    ['sort=name&dir=desc', ['b-10', 'b-2', 'a']],
    ['sort=result', ['b-10', 'b-2', 'a']],
    ['sort=progress', ['a', 'b-10', 'b-2']],
    ['sort=release', ['a', 'b-2', 'b-10']],
    ['sort=created', ['b-2', 'a', 'b-10']],
    ['status=failed', ['b-10']],
    ['status=not-checked,passed&sort=name', ['a', 'b-2']],
    ['q=B-1', ['b-10']],
    ['q=4.22', ['b-10', 'b-2']],
    ['q=el9_6&sort=name', ['a', 'b-2', 'b-10']],
    ['q=absent', []],
    ['sort=toString', ['b-10', 'a', 'b-2']],
  ])('shows for %j', (search, expected) => {
    expect(names(search)).toEqual(expected);
  });

  it.each(Object.keys(LIST_ORDERS))('sorts by %s in both directions', (column) => {
    expect(names(`sort=${column}`)).toHaveLength(rows.length);
    expect(names(`sort=${column}&dir=desc`)).toHaveLength(rows.length);
  });
});
