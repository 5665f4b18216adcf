import fc from 'fast-check';
import { checkRegistryPolicy, isInsecureRegistry } from './registry-policy';

const reference = (registry: string, repository = 'o/k') => ({ registry, repository, tag: 'v1' });
const policy = (rest: object) => ({ allowed: [], blocked: [], insecure: [], ...rest });

test.each([
  ['quay.io', 'quay.io', true],
  ['Quay.io/', 'quay.io', true],
  ['quay.io', 'quay.io:8443', true],
  ['quay.io:8443', 'quay.io', false],
  ['quay.io:8443', 'quay.io:8443', true],
  ['quay.io/o', 'quay.io', true],
  ['quay.io/o/k', 'quay.io', true],
  ['quay.io/other', 'quay.io', false],
  ['quay.io/o/k/l', 'quay.io', false],
  ['quay.io', 'quay.io.evil', false],
  ['*.quay.io', 'a.b.quay.io', true],
  ['*.quay.io', 'a.quay.io:5000', true],
  ['*.quay.io', 'quay.io', false],
  ['*.quay.io', 'aquay.io', false],
  ['', 'quay.io', false],
])('blocked or insecure entry %j covers %s: %s', (entry, registry, expected) => {
  const finding = expected ? { blocked: true, rule: entry } : { blocked: false };
  expect(checkRegistryPolicy(reference(registry), policy({ blocked: ['x.io', entry] }))).toEqual(finding);
  expect(isInsecureRegistry(reference(registry), policy({ insecure: ['x.io', entry] }))).toBe(expected);
});

test.each([
  [[], 'quay.io', true],
  [['quay.io'], 'quay.io', true],
  [['quay.io'], 'docker.io', false],
  [['quay.io'], 'quay.io:8443', false],
  [['quay.io:8443'], 'quay.io:8443', true],
  [['*.quay.io'], 'a.quay.io:5000', true],
  [['quay.io/o'], 'quay.io', true],
  [['quay.io/other'], 'quay.io', false],
])('allowed %j lets %s pass: %s', (allowed, registry, expected) => {
  expect(checkRegistryPolicy(reference(registry), policy({ allowed }))).toEqual({ blocked: !expected });
});

test('blocked wins over allowed', () => {
  const both = policy({ allowed: ['quay.io'], blocked: ['quay.io/o'] });
  expect(checkRegistryPolicy(reference('quay.io'), both)).toEqual({ blocked: true, rule: 'quay.io/o' });
});

test('any entries: never throws', () => {
  const entries = fc.array(fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(entries, entries, (allowed, blocked) => {
      checkRegistryPolicy(reference('quay.io'), policy({ allowed, blocked }));
      isInsecureRegistry(reference('[::1]:5000'), policy({ insecure: blocked }));
    }),
  );
});
