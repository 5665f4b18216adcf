import fc from 'fast-check';
import { mergeMirrorOrder } from './merge-mirror-order';
import type { MirrorRule } from './mirrors';
import { selectAttempts } from './mirrors';
import { parseReference, printReference } from './reference';

const DIGEST = `sha256:${'0a'.repeat(32)}`;

function attemptsFor(image: string, rules: MirrorRule[]): string[] {
  const reference = parseReference(image);
  if (!reference.ok) throw new Error(reference.message);
  return selectAttempts(reference.value, rules).map((attempt) =>
    `${attempt.isSource ? 'source ' : ''}${printReference(attempt.reference)}`.replace(DIGEST, 'D'),
  );
}

const rule = (source: string, mirrors: string[], rest: Partial<MirrorRule> = {}): MirrorRule => ({
  source,
  mirrors,
  neverContactSource: false,
  kind: 'digest',
  ...rest,
});
const TAG = { kind: 'tag' } as const;
const NEVER = { neverContactSource: true };

const image = `quay.io/o/k@${DIGEST}`;

test.each<[string, string, MirrorRule[], string[]]>([
  ['without rules only the source', image, [], ['source quay.io/o/k@D']],
  [
    'mirrors in order, then the source',
    image,
    [rule('quay.io/o', ['m1/a', 'm2.io/b', 'm3.io'])],
    ['m2.io/b/k@D', 'm3.io/k@D', 'source quay.io/o/k@D'],
  ],
  ['the whole repository as source', image, [rule('quay.io/o/k', ['m.io/x'])], ['m.io/x@D', 'source quay.io/o/k@D']],
  ['a host as source', image, [rule('quay.io', ['m.io:5000'])], ['m.io:5000/o/k@D', 'source quay.io/o/k@D']],
  [
    'only the most specific source',
    image,
    [rule('quay.io', ['m1.io']), rule('quay.io/o', ['m2.io'])],
    ['m2.io/k@D', 'source quay.io/o/k@D'],
  ],
  [
    'a name that only begins alike is another',
    'quay.io/other/k:1',
    [rule('quay.io/o', ['m.io'], TAG)],
    ['source quay.io/other/k:1'],
  ],
  [
    'a host that only begins alike is another',
    'quay.io.evil/o/k:1',
    [rule('quay.io', ['m.io'], TAG)],
    ['source quay.io.evil/o/k:1'],
  ],
  ['a port in the source must match', 'quay.io/o/k:1', [rule('quay.io:443', ['m.io'], TAG)], ['source quay.io/o/k:1']],
  [
    'a source without a port covers any',
    'quay.io:8443/o/k:1',
    [rule('quay.io', ['m.io'], TAG)],
    ['m.io:8443/o/k:1', 'source quay.io:8443/o/k:1'],
  ],
  [
    'a wildcard covers any depth and replaces the host',
    'a.b.example.com/o/k:1',
    [rule('*.example.com', ['m.io/x'], TAG)],
    ['m.io/x/o/k:1', 'source a.b.example.com/o/k:1'],
  ],
  [
    'a wildcard does not cover the host itself',
    'example.com/k:1',
    [rule('*.example.com', ['m.io'], TAG)],
    ['source example.com/k:1'],
  ],
  [
    'a wildcard does not cover a path',
    'quay.io/b.example.com/k:1',
    [rule('*.example.com', ['m.io'], TAG)],
    ['source quay.io/b.example.com/k:1'],
  ],
  ['tag rules are not for digests', image, [rule('quay.io/o', ['m.io'], TAG)], ['source quay.io/o/k@D']],
  ['digest rules are not for tags', 'quay.io/o/k:1', [rule('quay.io/o', ['m.io'])], ['source quay.io/o/k:1']],
  [
    'tag and digest count as digest',
    `quay.io/o/k:1@${DIGEST}`,
    [rule('quay.io/o', ['m.io']), rule('quay.io/o', ['t.io'], TAG)],
    ['m.io/k:1@D', 'source quay.io/o/k:1@D'],
  ],
  [
    'a more specific entry of the other kind hides this one',
    'quay.io/o/k:1',
    [rule('quay.io', ['t.io'], TAG), rule('quay.io/o', ['d.io'])],
    ['source quay.io/o/k:1'],
  ],
  ['NeverContactSource leaves the source out', image, [rule('quay.io/o', ['m.io'], NEVER)], ['m.io/k@D']],
  [
    'one NeverContactSource among several objects is enough',
    image,
    [rule('quay.io/o', ['a.io']), rule('quay.io/o', ['b.io'], NEVER)],
    ['a.io/k@D', 'b.io/k@D'],
  ],
  [
    'NeverContactSource of the less specific source says nothing',
    image,
    [rule('quay.io', ['a.io'], NEVER), rule('quay.io/o', ['b.io'])],
    ['b.io/k@D', 'source quay.io/o/k@D'],
  ],
  ['NeverContactSource holds for tags of the same entry', 'quay.io/o/k:1', [rule('quay.io/o', ['a.io'], NEVER)], []],
  [
    'a mirror that must itself not be contacted is left out',
    image,
    [rule('quay.io/o', ['a.io', 'b.io']), rule('a.io', ['c.io'], NEVER)],
    ['b.io/k@D', 'source quay.io/o/k@D'],
  ],
  [
    'a source as its only mirror is no rule',
    image,
    [rule('quay.io/o', ['quay.io/o'], NEVER)],
    ['source quay.io/o/k@D'],
  ],
  ['no mirrors is no rule', image, [rule('quay.io/o', [], NEVER)], ['source quay.io/o/k@D']],
  [
    'a source listed last among mirrors appears once',
    image,
    [rule('quay.io/o', ['a.io', 'quay.io/o'])],
    ['a.io/k@D', 'source quay.io/o/k@D'],
  ],
  [
    'a source listed first is tried first',
    image,
    [rule('quay.io/o', ['quay.io/o', 'a.io'])],
    ['source quay.io/o/k@D', 'a.io/k@D'],
  ],
  [
    'lists of several objects are merged',
    image,
    [rule('quay.io/o', ['b.io', 'c.io']), rule('quay.io/o', ['a.io', 'b.io'])],
    ['a.io/k@D', 'b.io/k@D', 'c.io/k@D', 'source quay.io/o/k@D'],
  ],
  [
    'case and trailing slashes do not matter',
    image,
    [rule('Quay.io/o/', ['M.io/'])],
    ['m.io/k@D', 'source quay.io/o/k@D'],
  ],
  [
    'Docker Hub short names',
    'nginx:1',
    [rule('docker.io/library', ['m.io/hub'], TAG)],
    ['m.io/hub/nginx:1', 'source docker.io/library/nginx:1'],
  ],
  ['IPv6', '[::1]:5000/k:1', [rule('[::1]:5000', ['[::2]'], TAG)], ['[::2]/k:1', 'source [::1]:5000/k:1']],
])('%s', (_title, written, rules, expected) => {
  expect(attemptsFor(written, rules)).toEqual(expected);
});

describe('order of merged mirrors', () => {
  test.each([
    [
      [
        ['b', 'c'],
        ['a', 'b'],
      ],
      ['a', 'b', 'c'],
    ],
    [
      [['b'], ['a']],
      ['a', 'b'],
    ],
    [
      [
        ['a', 'z'],
        ['b', 'y'],
      ],
      ['a', 'b', 'z', 'y'],
    ],
    [
      [
        ['a', 'b'],
        ['b', 'a'],
      ],
      ['a', 'b'],
    ],
    [[['a', 'a']], ['a']],
  ])('%j', (lists, expected) => {
    expect(mergeMirrorOrder('source', lists)).toEqual(expected);
  });

  test('any lists: each mirror once, and the order of the objects does not matter', () => {
    const lists = fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd', 's'), { minLength: 2 }), { minLength: 1 });
    fc.assert(
      fc.property(lists, (all) => {
        const order = mergeMirrorOrder('s', all);
        expect(new Set(order).size).toBe(order.length);
        expect(new Set([...order, 's'])).toEqual(new Set([...all.flat(), 's']));
        expect(mergeMirrorOrder('s', [...all].reverse())).toEqual(order);
      }),
    );
  });
});

test('any rules: never throws, never invents a second source', () => {
  const scope = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('quay.io', 'quay.io/o', '*.io', 'm.io/x', ''));
  const anyRule = fc.record<MirrorRule>({
    source: scope,
    mirrors: fc.array(scope),
    neverContactSource: fc.boolean(),
    kind: fc.constantFrom('digest', 'tag'),
  });
  fc.assert(
    fc.property(fc.array(anyRule), fc.constantFrom(image, 'quay.io/o/k:1', 'm.io/x:1'), (rules, written) => {
      const sources = attemptsFor(written, rules).filter((attempt) => attempt.startsWith('source '));
      expect(sources.length).toBeLessThanOrEqual(1);
    }),
  );
});
