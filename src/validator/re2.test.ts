import fc from 'fast-check';
import type { KernelMapping } from '../domain/kmm/module';
import { selectKernelMapping } from '../domain/kmm/select-kernel-mapping';
import { createRe2Matcher } from './re2';

const K = '5.14.0-570.19.1.el9_6.x86_64';
const RT = '5.14.0-570.el9.x86_64+rt';
const match = createRe2Matcher();

describe('selection', () => {
  const table: [number, KernelMapping[], string, object][] = [
    [61, [{ literal: '1.2.3' }], '1.2.3', { kind: 'matched', index: 0, by: 'literal', expression: '1.2.3' }],
    [62, [{ regexp: '1\\..*' }], '1.2.3', { kind: 'matched', index: 0, by: 'regexp', expression: '1\\..*' }],
    [63, [{ regexp: 'invalid)' }], '1.2.3', { kind: 'invalid', index: 0 }],
    [64, [{ regexp: '1.2.2' }, { regexp: '0\\..*' }], '1.2.3', { kind: 'none' }],
    [65, [{ literal: '1.2.3' }, { regexp: 'invalid)' }], '1.2.3', { kind: 'matched', index: 0 }],
    [66, [{ regexp: 'invalid)' }, { literal: '1.2.3' }], '1.2.3', { kind: 'invalid', index: 0 }],
    [67, [{ regexp: '1' }, { regexp: '2' }], '1.2.3', { kind: 'matched', index: 0 }],
    [68, [{ literal: '', regexp: '' }], '1.2.3', { kind: 'none' }],
    [68, [{}, { literal: '1.2.3' }], '1.2.3', { kind: 'matched', index: 1 }],
    [69, [], '1.2.3', { kind: 'none' }],
  ];
  test.each(table)('row %i: %j for %s', (_row, mappings, kernel, expected) => {
    expect(selectKernelMapping(mappings, kernel, match)).toMatchObject(expected);
  });

  test('row 63: the message is like the one KMM gives', () => {
    expect(match('invalid)', '1.2.3')).toEqual({
      ok: false,
      message: 'could not match regexp "invalid)": unexpected ): `invalid)`',
    });
  });

  test('a literal that differs gives way to the expression of the same entry', () => {
    const selection = selectKernelMapping([{ literal: 'x', regexp: '^1' }], '1.2.3', match);
    expect(selection).toMatchObject({ kind: 'matched', by: 'regexp' });
  });
});

test.each([
  [71, '^.*\\.x86_64$', K, true],
  [72, 'el9', K, true],
  [73, '^el9', K, false],
  [74, K, `${K}+rt`, true],
  [75, K, '5x14y0-570z19.1.el9_6.x86_64', true],
  [76, '^5\\.14\\.0-570\\..*x86_64$', `${K}+rt`, false],
  [77, '^.*\\+rt$', RT, true],
  [79, '(?i)X86_64', K, true],
  [79, 'X86_64', K, false],
  [87, '\\z', K, true],
  [87, '\\pL', K, true],
  [87, '[[:digit:]]+', K, true],
  [87, '\\Q5.14.0\\E', K, true],
  [87, '(?P<v>el9)', K, true],
  [87, '\\d+\\.\\d+\\.\\d+', K, true],
  [88, '(?<v>el9)', K, true],
  [89, '5\\.14|6\\.', K, true],
])('row %i: %s', (_row, expression, kernel, expected) => {
  expect(match(expression, kernel)).toEqual({ ok: true, value: expected });
});

test.each([
  [78, '^.*+rt$', 'invalid nested repetition operator: `*+`'],
  [80, '*-invalid-regexp', 'missing argument to repetition operator: `*`'],
  [81, '(?=x)', 'invalid or unsupported Perl syntax'],
  [81, '(?<!rt)$', 'invalid'],
  [81, '(?<=rt)$', 'invalid'],
  [82, '(a)\\1', 'invalid escape sequence: `\\\\1`'],
  [83, 'a{1001}', 'invalid repeat count: `{1001}`'],
  [84, 'x86_64\\Z', 'invalid escape sequence'],
  [84, '^\\C$', 'invalid escape sequence'],
  [85, '.*+', 'invalid nested repetition operator'],
  [85, 'x**', 'invalid nested repetition operator'],
  [86, '[z-a]', 'invalid character class range'],
  [86, '[a', 'missing closing ]'],
  [86, 'a\\', 'trailing backslash'],
])('row %i: %s is refused', (_row, expression, cause) => {
  expect(match(expression, K)).toMatchObject({ ok: false, message: expect.stringContaining(cause) });
});

test('an answer does not depend on what was asked before', () => {
  const fresh = createRe2Matcher();
  for (const expression of ['el9', 'invalid)', 'el9', 'invalid)']) {
    expect(fresh(expression, K)).toEqual(match(expression, K));
    expect(fresh(expression, 'nothing')).toEqual(match(expression, 'nothing'));
  }
  for (let index = 0; index < 600; index++) fresh(`other${index}`, K);
  expect(fresh('el9', K)).toEqual({ ok: true, value: true });
});

test('expressions that would hold up everything else are refused', () => {
  expect(match('x'.repeat(4097), K)).toMatchObject({ ok: false, message: expect.stringContaining('4096 characters') });
  for (const expression of ['(x{30}){30}'.repeat(300), '(.{0,1000})'.repeat(90), '[\\pL\\pN]{1000}'.repeat(60)]) {
    expect(match(expression, K)).toMatchObject({ ok: false, message: expect.stringContaining('too large') });
  }
});

test('a long honest expression is accepted', () => {
  const kernels = Array.from({ length: 80 }, (_, index) => `5\\.14\\.0-${index}\\..*\\.x86_64`);
  expect(match(`^(${kernels.join('|')}|${K})$`, K)).toEqual({ ok: true, value: true });
});

test('messages show little of a long expression', () => {
  const outcome = match(`${'(x'.repeat(1500)})`, K);
  expect(outcome.ok).toBe(false);
  expect(JSON.stringify(outcome).length).toBeLessThan(250);
});

test('any expression and text: never throws', () => {
  const piece = fc.constantFrom('(', ')', '[', ']', '{2}', '*', '+', '\\', '|', '(?', '(?<', '\\Q', 'a', '😀', '\n');
  const expression = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece).map((pieces) => pieces.join('')),
  );
  fc.assert(fc.property(expression, fc.string({ unit: 'binary' }), (a, b) => void match(a, b)));
});
