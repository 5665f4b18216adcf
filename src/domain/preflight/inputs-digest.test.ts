import fc from 'fast-check';
import { IMAGE, KERNEL } from '../../testing/builders';
import type { VerificationInputs } from './inputs-digest';
import { canonicalJson, digestInputs } from './inputs-digest';

const INPUTS: VerificationInputs = {
  kernelVersion: KERNEL,
  image: IMAGE,
  build: { dockerfileConfigMap: { name: 'dockerfile' }, buildArgs: [{ name: 'A', value: '1' }] },
  sign: undefined,
  dtkImage: undefined,
  pushBuiltImage: false,
  imageRepoSecret: undefined,
  serviceAccountName: 'default',
  registryTLS: { insecure: false },
};
const identity = (text: string): string => text;
const digest = (overrides: Partial<VerificationInputs>): string => digestInputs({ ...INPUTS, ...overrides }, identity);

/** The same value with the members of every object in the opposite order. */
function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reverseKeys(member)]),
  );
}

describe('canonicalJson', () => {
  test.each([
    [{ b: 1, a: [{ d: 1, c: 2 }] }, '{"a":[{"c":2,"d":1}],"b":1}'],
    [{ a: undefined, b: null }, '{"b":null}'],
    [[undefined, 1], '[null,1]'],
    [undefined, 'null'],
    ['"', '"\\""'],
    [{}, '{}'],
  ])('%j', (value, text) => expect(canonicalJson(value)).toBe(text));

  test('the order of members does not matter, the order of a list does', () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    fc.assert(fc.property(json, (value) => expect(canonicalJson(reverseKeys(value))).toBe(canonicalJson(value))));
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });

  test('it is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('an absent member and an undefined one are the same', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.option(fc.jsonValue(), { nil: undefined })), (value) => {
        const defined = Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
        expect(canonicalJson(value)).toBe(canonicalJson(defined));
      }),
    );
  });
});

describe('digestInputs', () => {
  test('has the algorithm in front', () => expect(digestInputs(INPUTS, () => 'abc')).toBe('sha256:abc'));

  test.each<Partial<VerificationInputs>>([
    { kernelVersion: 'other' },
    { image: 'other' },
    { build: undefined },
    { build: { ...INPUTS.build, buildArgs: [{ name: 'A', value: '2' }] } },
    { sign: { keySecret: { name: 'key' } } },
    { dtkImage: 'dtk' },
    { pushBuiltImage: true },
    { imageRepoSecret: 'pull' },
    { serviceAccountName: 'driver' },
    { registryTLS: { insecure: true } },
  ])('%j is another verdict', (change) => expect(digest(change)).not.toBe(digest({})));

  test('equal inputs in another order are the same verdict', () => {
    expect(digestInputs(reverseKeys(INPUTS) as VerificationInputs, identity)).toBe(digest({}));
  });
});
