import fc from 'fast-check';
import { dnsSafeKernelVersion, normalizeVersion, parseKernelComponents, trimTrailingPlus } from './kernel-version';

const K = '5.14.0-570.19.1.el9_6.x86_64';
const TOO_FEW = 'expected at least three components (major.minor.patch)';

describe('normalised and DNS-safe', () => {
  test.each([
    [1, '1.2.3-4', '1.2.3-4', '1-2-3-4'],
    [2, '1.2.3+4', '1.2.3_4', '1-2-3-4'],
    [3, '1.2.3_4', '1.2.3_4', '1-2-3-4'],
    [4, '1.2.3&4', '1.2.3_4', '1-2-3-4'],
    [4, '1.2.3%4', '1.2.3_4', '1-2-3-4'],
    [4, '1.2.3?4', '1.2.3_4', '1-2-3-4'],
    [4, '1.2.3 4', '1.2.3_4', '1-2-3-4'],
    [5, K, K, '5-14-0-570-19-1-el9-6-x86-64'],
    [6, `${K}+rt`, `${K}_rt`, '5-14-0-570-19-1-el9-6-x86-64-rt'],
    [7, '5.14.0-427.13.1.el9_4.x86_64+64k', '5.14.0-427.13.1.el9_4.x86_64_64k', '5-14-0-427-13-1-el9-4-x86-64-64k'],
    [8, '5.14.0-427.el9.x86_64+', '5.14.0-427.el9.x86_64_', '5-14-0-427-el9-x86-64'],
    [9, '+1.2.3+', '_1.2.3_', '1-2-3'],
    [10, '6.12.0-100.el10é', '6.12.0-100.el10_', '6-12-0-100-el10'],
    [11, '-1.2.3-', '-1.2.3-', '1-2-3'],
  ])('row %i: %s', (_row, kernel, normalized, dnsSafe) => {
    expect(normalizeVersion(kernel)).toBe(normalized);
    expect(dnsSafeKernelVersion(kernel)).toBe(dnsSafe);
  });

  test('a character beyond the basic plane is one character', () => {
    expect(normalizeVersion('1.2.3😀')).toBe('1.2.3_');
  });

  test('nothing usable gives nothing', () => {
    expect(dnsSafeKernelVersion('+++')).toBe('');
    expect(dnsSafeKernelVersion('')).toBe('');
  });
});

describe('components', () => {
  test.each([
    [12, '6.0.15-300.fc37.x86_64', '6.0.15', '6', '0', '15'],
    [16, '5.14.0', '5.14.0', '5', '14', '0'],
    [17, '5-14-0', '5.14.0', '5', '14', '0'],
    [17, '5,14,0', '5.14.0', '5', '14', '0'],
    [18, '..', '..', '', '', ''],
    [19, '5.14.0_570', '5.14.0_570', '5', '14', '0_570'],
    [20, 'a.b.c', 'a.b.c', 'a', 'b', 'c'],
    [117, '6.0.15-300.fc37.x86_64', '6.0.15', '6', '0', '15'],
  ])('row %i: %s', (_row, kernel, xyz, x, y, z) => {
    expect(parseKernelComponents(kernel)).toEqual({ ok: true, value: { full: kernel, xyz, x, y, z } });
  });

  test.each([
    [13, 'test'],
    [14, '5.14'],
    [15, ''],
    [117, 'test'],
  ])('row %i: %j is refused', (_row, kernel) => {
    expect(parseKernelComponents(kernel)).toEqual({
      ok: false,
      message: `invalid kernel version "${kernel}": ${TOO_FEW}`,
    });
  });

  test('longer than any kernel can print is refused, and quoted in part', () => {
    const outcome = parseKernelComponents('1.2.3-'.repeat(50_000));
    expect(outcome).toMatchObject({ ok: false, message: expect.stringContaining('longer than 256 characters') });
    expect(JSON.stringify(outcome).length).toBeLessThan(250);
  });
});

test('one trailing + is trimmed and said', () => {
  expect(trimTrailingPlus(`${K}+`)).toEqual({ kernel: K, trimmed: true });
  expect(trimTrailingPlus(`${K}++`)).toEqual({ kernel: `${K}+`, trimmed: true });
  expect(trimTrailingPlus(`${K}+rt`)).toEqual({ kernel: `${K}+rt`, trimmed: false });
});

test('any text: never throws, and what comes out is safe where it will stand', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      parseKernelComponents(text);
      expect(normalizeVersion(text)).toMatch(/^[A-Za-z0-9._-]*$/);
      expect(normalizeVersion(normalizeVersion(text))).toBe(normalizeVersion(text));
      expect(dnsSafeKernelVersion(text)).toMatch(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?)?$/);
    }),
  );
});
