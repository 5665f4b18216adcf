import fc from 'fast-check';
import { estimateProgramSize } from './regexp-cost';

test.each([
  ['abc', 3],
  ['\\d+', 2],
  ['[a-z\\]]x', 2],
  ['[]a]x', 2],
  ['[[:digit:]x]y', 2],
  ['a{10}', 10],
  ['a{2,7}', 7],
  ['a{0}b', 2],
  ['(ab){10}', 30],
  ['((a{10}){10}){10}', 1110],
  ['\\Q{9}{9}\\E', 10],
  ['\\{9}', 3],
])('%s counts %i', (expression, expected) => {
  expect(estimateProgramSize(expression)).toBe(expected);
});

test('any text has a finite size that is not negative', () => {
  const piece = fc.constantFrom('(', ')', '[', ']', '{2}', '{1000}', '*', '\\', '\\Q', '\\E', 'a', '[:');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
      expect(estimateProgramSize(pieces.join(''))).toBeGreaterThanOrEqual(0);
    }),
  );
});
