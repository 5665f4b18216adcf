import fc from 'fast-check';
import { cutText } from './cut-text';

test.each([
  ['', 5, ''],
  ['12345', 5, '12345'],
  ['123456', 5, '1234…'],
  ['123😀6', 5, '123…'],
  ['12😀67', 5, '12😀…'],
  ['a\ud83d', 5, 'a\ufffd'],
  ['\ude00a', 5, '\ufffda'],
])('%j cut to %i is %j', (text, max, expected) => {
  expect(cutText(text, max)).toBe(expected);
});

test('whatever the text: not longer, well formed, and cutting again changes nothing', () => {
  const anything = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
  fc.assert(
    fc.property(fc.oneof(anything, fc.string({ unit: 'grapheme' })), fc.integer({ min: 1, max: 20 }), (text, max) => {
      const cut = cutText(text, max);
      expect(cut.length).toBeLessThanOrEqual(max);
      // Encoding to UTF-8 and back is what the API server does to every text.
      expect(decodeURIComponent(encodeURIComponent(cut))).toBe(cut);
      expect(cutText(cut, max)).toBe(cut);
    }),
  );
});
