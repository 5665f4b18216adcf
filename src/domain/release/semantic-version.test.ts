import fc from 'fast-check';
import { compareVersions, isSemanticVersion } from './semantic-version';

test('the order of versions', () => {
  const ordered = [
    'not a version',
    '4.9.0',
    '4.19.0-0.nightly-2025-01-01-000000',
    '4.19.0-ec.3',
    '4.19.0-rc.2',
    '4.19.0-rc.10',
    '4.19.0-rc.10.1',
    '4.19.0',
    '4.19.2',
    '4.19.10',
    '5.0.0',
  ];
  expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
});

test.each(['4.19', '04.19.0', '4.19.0-', '4.19.0-01', '4.19.0 ', `4.19.0-${'a'.repeat(130)}`])('%j is none', (text) => {
  expect(isSemanticVersion(text)).toBe(false);
});

test('any texts have an order', () => {
  const version = fc.oneof(fc.string(), fc.stringMatching(/^[0-9]{1,2}\.[0-9]\.[0-9](-[a-c0-9.]{1,4})?$/));
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a))).toBe(0);
    }),
  );
});
