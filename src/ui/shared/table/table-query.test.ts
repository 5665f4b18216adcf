import fc from 'fast-check';
import { hasFilters, NO_FILTERS, parseTableQuery, printTableQuery, selectPage } from './table-query';

const parse = (search: string): ReturnType<typeof parseTableQuery> => parseTableQuery(new URLSearchParams(search));

describe('the address of a table', () => {
  it('has defaults', () => {
    expect(parse('')).toEqual({
      ...NO_FILTERS,
      sort: '',
      dir: 'asc',
      page: 1,
      perPage: 50,
      open: [],
    });
    expect(printTableQuery(parse(''), new URLSearchParams()).toString()).toBe('');
  });

  it.each(['page=0', 'page=-1', 'page=x', 'page=1.5', 'page=', 'perPage=0', 'perPage=501', 'perPage=1e9', 'dir=up'])(
    'takes no nonsense: %s',
    (search) => {
      expect(parse(search)).toEqual(parse(''));
    },
  );

  it('says the same after it was read and written', () => {
    const word = fc.stringMatching(/^[a-z-]{1,8}$/);
    const query = fc.record({
      status: fc.array(word),
      reason: fc.array(word),
      namespace: fc.array(word),
      q: fc.string(),
      sort: fc.oneof(fc.constant(''), word),
      dir: fc.constantFrom('asc' as const, 'desc' as const),
      page: fc.integer({ min: 1, max: 1e6 }),
      perPage: fc.integer({ min: 1, max: 500 }),
      open: fc.array(fc.string({ minLength: 1 })),
    });
    fc.assert(
      fc.property(query, (wanted) => {
        const printed = printTableQuery(wanted, new URLSearchParams()).toString();
        expect(parse(printed)).toEqual(wanted);
      }),
    );
  });

  it('leaves the parameters of others alone', () => {
    const params = printTableQuery({ ...parse(''), q: 'a' }, new URLSearchParams('lng=ja&q=b'));
    expect(params.toString()).toBe('lng=ja&q=a');
  });
});

describe('hasFilters', () => {
  it.each([
    ['', false],
    ['sort=name&page=2&open=a/b', false],
    ['q=a', true],
    ['status=failed', true],
    ['reason=ImageNotFound', true],
    ['namespace=drivers', true],
  ])('of %j is %s', (search, expected) => {
    expect(hasFilters(parse(search))).toBe(expected);
  });
});

describe('selectPage', () => {
  const rows = [1, 2, 3, 4, 5];

  it.each([
    [1, 2, [1, 2], 1],
    [3, 2, [5], 3],
    [9, 2, [5], 3],
    [1, 50, rows, 1],
  ])('page %i of %i rows each', (page, perPage, shown, number) => {
    expect(selectPage(rows, { page, perPage })).toEqual({ rows: shown, page: number });
  });

  it('has a first page without rows', () => {
    expect(selectPage([], { page: 4, perPage: 50 })).toEqual({ rows: [], page: 1 });
  });
});
