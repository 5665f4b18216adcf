import { quote } from './quote';

test('quotes what it is given', () => {
  expect(quote('nginx:1')).toBe('"nginx:1"');
});

test('shows at most 100 characters', () => {
  expect(quote('x'.repeat(100))).toBe(`"${'x'.repeat(100)}"`);
  expect(quote('x'.repeat(101))).toBe(`"${'x'.repeat(99)}…"`);
});

test('escapes what would break the line or turn the text around', () => {
  expect(quote('a\nb\u202e\u2028\u0085')).toBe('"a\\nb\\u{202e}\\u{2028}\\u{85}"');
});
