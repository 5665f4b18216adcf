import { parseRetryAfter } from './retry-after';

describe('parseRetryAfter', () => {
  const table: [string, string | undefined, number | undefined][] = [
    ['nothing without a header', undefined, undefined],
    ['seconds', '7', 7_000],
    ['at most a minute', '86400', 60_000],
    ['a date far ahead is at most a minute', 'Fri, 31 Dec 2100 23:59:59 GMT', 60_000],
    ['a past date asks for nothing', 'Fri, 31 Dec 1999 23:59:59 GMT', undefined],
    ['zero asks for nothing', '0', undefined],
    ['what cannot be read asks for nothing', 'soon', undefined],
    ['a negative number is no number of seconds', '-5', undefined],
  ];
  test.each(table)('%s', (_, header, expected) => {
    expect(parseRetryAfter(header)).toBe(expected);
  });
});
