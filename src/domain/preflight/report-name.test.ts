import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { reportName } from './report-name';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const nameOf = (uid: string, module: string): string => reportName(uid, module, sha256);

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
const moduleName = fc
  .array(label, { minLength: 1, maxLength: 6 })
  .map((labels) => labels.join('.'))
  .filter((name) => name.length <= 253);

test('the Module, then 8 hex digits of UID and Module', () => {
  expect(nameOf('uid-1', 'simple-kmod')).toBe(`simple-kmod-${sha256('uid-1/simple-kmod').slice(0, 8)}`);
});

test('W1: two preflights of one Module, and a Module called x-preflight, stay apart', () => {
  const names = [nameOf('uid-1', 'x'), nameOf('uid-2', 'x'), nameOf('uid-1', 'x-preflight')];
  expect(new Set(names).size).toBe(3);
});

test('a long name is cut to 200, and what was cut still tells', () => {
  const long = `${'a'.repeat(200)}.tail`;
  expect(nameOf('uid', long)).toBe(`${'a'.repeat(200)}-${sha256(`uid/${long}`).slice(0, 8)}`);
  expect(nameOf('uid', `${long}1`)).not.toBe(nameOf('uid', `${long}2`));
});

test.each([
  [`${'a'.repeat(199)}.b`, 'a'.repeat(199)],
  [`${'a'.repeat(199)}-b`, `${'a'.repeat(199)}-`],
])('cut behind a separator', (module, start) => {
  expect(nameOf('uid', module)).toBe(`${start}-${sha256(`uid/${module}`).slice(0, 8)}`);
});

test('every Module name gives a valid object name', () => {
  fc.assert(
    fc.property(fc.uuid(), moduleName, (uid, module) => {
      const name = nameOf(uid, module);
      expect(name).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/);
      expect(name.length).toBeLessThanOrEqual(253);
    }),
  );
});
