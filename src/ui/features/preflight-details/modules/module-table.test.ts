import type { ModuleRow } from '../../../../contract/module-row';
import { keyOf } from '../../../../contract/module-row';
import { parseModuleVerdict } from '../../../../contract/module-verdict';
import type { Standing } from '../../../../domain/preflight/standing';
import { parseTableQuery } from '../../../shared/table/table-query';
import { rawReport } from '../../../testing/objects';
import { listValues, selectModulePage, selectModuleRows } from './module-table';

function aRow(name: string, standing: Standing, status: object = {}): ModuleRow {
  const verdict = parseModuleVerdict(rawReport('p', name, status));
  return {
    namespace: name.startsWith('z') ? 'zoo' : 'drivers',
    name,
    standing,
    outdated: false,
    ...(verdict && { verdict }),
  };
}

const rows = [
  aRow('passed', 'passed', { nodes: { matching: 9 } }),
  aRow('failed', 'failed', { reason: 'ImageNotFound', message: 'Registry said 404', nodes: { matching: 1 } }),
  aRow('zebra', 'failed', { reason: 'ImageForbidden', image: { reference: 'quay.io/zoo/Zebra:1' } }),
];

const names = (search: string): string[] =>
  selectModuleRows(rows, parseTableQuery(new URLSearchParams(search))).map(({ name }) => name);

describe('selectModuleRows', () => {
  it.each([
    ['', ['failed', 'zebra', 'passed']],
    ['status=failed', ['failed', 'zebra']],
    ['status=failed,passed&reason=ImageVerified', ['passed']],
    ['namespace=zoo', ['zebra']],
    ['q=DRIVERS/f', ['failed']],
    ['q=zebra:1', ['zebra']],
    ['q=404', ['failed']],
    ['q=nothing', []],
    ['sort=module', ['failed', 'passed', 'zebra']],
    ['sort=module&dir=desc', ['zebra', 'passed', 'failed']],
    ['sort=nodes', ['failed', 'zebra', 'passed']],
    ['sort=constructor', ['failed', 'zebra', 'passed']],
  ])('shows for %j', (search, expected) => {
    expect(names(search)).toEqual(expected);
  });

  it('leaves its input as it was', () => {
    const before = [...rows];
    names('sort=module&dir=desc');
    expect(rows).toEqual(before);
  });
});

describe('selectModulePage', () => {
  const many = Array.from({ length: 120 }, (_, index) => aRow(`m${String(index).padStart(3, '0')}`, 'passed'));
  const page = (search: string): { page: number; first: string | undefined; count: number } => {
    const selected = selectModulePage(many, parseTableQuery(new URLSearchParams(search)));
    return { page: selected.page, first: selected.rows[0]?.name, count: selected.rows.length };
  };

  it.each([
    ['', 1, 'm000', 50],
    ['page=3', 3, 'm100', 20],
    ['open=drivers/m077', 2, 'm050', 50],
    ['open=drivers/m077&page=3', 3, 'm100', 20],
    ['open=drivers/absent', 1, 'm000', 50],
  ])('for %j', (search, number, first, count) => {
    expect(page(search)).toEqual({ page: number, first, count });
  });
});

describe('listValues', () => {
  it('has each value once, in order, and no empty one', () => {
    expect(listValues([...rows, ...rows], ({ verdict }) => verdict?.reason)).toEqual([
      'ImageForbidden',
      'ImageNotFound',
      'ImageVerified',
    ]);
    expect(listValues(rows, () => undefined)).toEqual([]);
    expect(keyOf('a', 'b')).toBe('a/b');
  });
});
