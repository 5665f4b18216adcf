import fc from 'fast-check';

import { LineSplitter } from './line-splitter';

test('lines come out whole, however the bytes are cut', () => {
  const line = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((text) => !/[\n\ud800-\udfff]/.test(text) || !text.includes('\n'));
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (lines, cuts) => {
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
      const splitter = new LineSplitter(10_000);
      const out: string[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const size = cuts[turn % cuts.length] ?? 1;
        out.push(...splitter.push(bytes.subarray(at, at + size)));
        at += size;
      }
      expect(out).toEqual(lines);
    }),
  );
});

test('empty lines are left out, and an unfinished line waits', () => {
  const splitter = new LineSplitter(100);
  expect(splitter.push(Buffer.from('\n\na\n\nb'))).toEqual(['a']);
  expect(splitter.push(Buffer.from('c\n'))).toEqual(['bc']);
});

test('a line longer than the limit is refused while it arrives', () => {
  const splitter = new LineSplitter(10);
  splitter.push(Buffer.from('0123456789'));
  expect(() => splitter.push(Buffer.from('x'))).toThrow(RangeError);
});
