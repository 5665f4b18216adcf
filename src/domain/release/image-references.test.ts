import fc from 'fast-check';
import { parseImageReferences } from './image-references';

const DIGEST = `sha256:${'1'.repeat(64)}`;
const SPEC = `quay.io/openshift-release-dev/ocp-v4.0-art-dev@${DIGEST}`;
const OTHER = `quay.io/openshift-release-dev/ocp-v4.0-art-dev@sha256:${'2'.repeat(64)}`;

function tag(name: unknown, from: unknown = { kind: 'DockerImage', name: SPEC }, annotations?: unknown): object {
  return { name, from, annotations, generation: null, importPolicy: {}, referencePolicy: { type: '' } };
}

function stream(tags: unknown, overrides: object = {}): string {
  const root = {
    kind: 'ImageStream',
    apiVersion: 'image.openshift.io/v1',
    metadata: { name: '4.19.0', creationTimestamp: '2025-06-17T00:00:00Z' },
    spec: { lookupPolicy: { local: false }, tags },
    status: { dockerImageRepository: '' },
    ...overrides,
  };
  return JSON.stringify(root, undefined, 2);
}

test('version, pull specs, versions and stream class', () => {
  const annotations = {
    'io.openshift.build.commit.id': 'abc',
    'io.openshift.build.versions': 'kernel=5.14.0-570.el9_6, machine-os=9.6.20250514-0',
    'io.openshift.build.version-display-names': 'machine-os=Red Hat Enterprise Linux CoreOS',
    'io.openshift.os.streamclass': 'rhel-9',
  };
  expect(parseImageReferences(stream([tag('driver-toolkit'), tag('rhel-coreos', undefined, annotations)]))).toEqual({
    ok: true,
    value: {
      version: '4.19.0',
      tags: [
        { name: 'driver-toolkit', pullSpec: SPEC, versions: {} },
        {
          name: 'rhel-coreos',
          pullSpec: SPEC,
          versions: { kernel: '5.14.0-570.el9_6', machineOs: '9.6.20250514-0' },
          streamClass: 'rhel-9',
        },
      ],
      refusedTags: [],
    },
  });
});

test.each([
  ['a page of HTML', '<html><body>Sign in</body></html>', 'is not JSON, or ends too early'],
  ['nothing', '', 'is not JSON, or ends too early'],
  ['cut off by a range', stream([tag('driver-toolkit')]).slice(0, 200), 'is not JSON, or ends too early'],
  ['a list', '[]', 'is JSON, but no object'],
  ['null', 'null', 'is JSON, but no object'],
  ['another kind', stream([], { kind: 'ImageStreamList' }), 'is not an ImageStream of image.openshift.io/v1'],
  ['another version', stream([], { apiVersion: 'v1' }), 'is not an ImageStream of image.openshift.io/v1'],
  ['no name', stream([], { metadata: {} }), 'has no release version'],
  ['a name with a line break', stream([], { metadata: { name: '4.19.0\n' } }), 'has no release version'],
  ['no metadata', stream([], { metadata: null }), 'has no release version'],
  ['no tags', stream(undefined), 'has no list spec.tags'],
  ['tags as an object', stream({}), 'has no list spec.tags'],
  ['2,001 tags', stream(Array.from({ length: 2_001 }, (_, index) => tag(`t${index}`))), 'more than 2000 tags'],
  ['five million characters', ' '.repeat(5_000_000), 'is longer than 4194304 characters'],
])('%s is refused', (_name, text, message) => {
  expect(parseImageReferences(text)).toMatchObject({ ok: false, message: expect.stringContaining(message) });
});

test('a byte order mark does not matter', () => {
  expect(parseImageReferences(`\uFEFF${stream([])}`)).toMatchObject({ ok: true, value: { tags: [] } });
});

describe('a tag that cannot be used is refused with its reason', () => {
  test.each([
    ['without from', null, 'it names no DockerImage'],
    ['of kind ImageStreamTag', { kind: 'ImageStreamTag', name: 'driver-toolkit:4.19' }, 'it names no DockerImage'],
    ['with an empty name', { kind: 'DockerImage', name: '' }, 'it names no DockerImage'],
    ['with a number', { kind: 'DockerImage', name: 7 }, 'it names no DockerImage'],
    ['with a tag only', { kind: 'DockerImage', name: 'quay.io/a/b:4.19' }, '"quay.io/a/b:4.19" has no digest'],
    ['with a short digest', { kind: 'DockerImage', name: 'quay.io/a/b@sha256:12' }, 'is not an image reference'],
    ['with a URL', { kind: 'DockerImage', name: `https://${SPEC}` }, 'starts with a URL scheme'],
    ['too long', { kind: 'DockerImage', name: `quay.io/${'a'.repeat(600)}@${DIGEST}` }, 'longer than 512 characters'],
  ])('%s', (_name, from, reason) => {
    expect(parseImageReferences(stream([tag('driver-toolkit', from)]))).toMatchObject({
      ok: true,
      value: { tags: [], refusedTags: [{ name: 'driver-toolkit', reason: expect.stringContaining(reason) }] },
    });
  });
});

test('a port and a tag beside the digest are fine', () => {
  const spec = `mirror.local:5000/openshift/release:4.19@${DIGEST}`;
  expect(parseImageReferences(stream([tag('driver-toolkit', { kind: 'DockerImage', name: spec })]))).toMatchObject({
    ok: true,
    value: { tags: [{ pullSpec: spec }] },
  });
});

describe('of tags with one name', () => {
  const other = { kind: 'DockerImage', name: OTHER };
  test.each([
    ['the first wins', [tag('dtk'), tag('dtk', other)], [SPEC], 0],
    ['one that names no image does not count', [tag('dtk', null), tag('dtk', other)], [OTHER], 0],
    ['one without a digest counts', [tag('dtk', { kind: 'DockerImage', name: 'a/b:1' }), tag('dtk', other)], [], 1],
  ])('%s', (_name, tags, pullSpecs, refusals) => {
    const outcome = parseImageReferences(stream(tags));
    expect(outcome.ok && outcome.value.tags.map(({ pullSpec }) => pullSpec)).toEqual(pullSpecs);
    expect(outcome.ok && outcome.value.refusedTags).toHaveLength(refusals);
  });
});

test('odd tags and annotations stop no other', () => {
  const odd = [null, 7, 'x', [], {}, tag(''), tag(7), tag('a/b'), tag('x'.repeat(200)), tag('__proto__', null)];
  const annotated = tag('rhel-coreos', undefined, {
    'io.openshift.build.versions': 'machine-os=<b>,kernel=;rm',
    'io.openshift.os.streamclass': 'RHEL 9',
  });
  expect(parseImageReferences(stream([...odd, annotated, tag('driver-toolkit', undefined, 'none')]))).toMatchObject({
    ok: true,
    value: {
      tags: [
        { name: 'rhel-coreos', pullSpec: SPEC, versions: {} },
        { name: 'driver-toolkit', pullSpec: SPEC, versions: {} },
      ],
    },
  });
});

test('any JSON and any text: no exception, and no more out than in', () => {
  const anyTag = fc.record(
    {
      name: fc.oneof(fc.string(), fc.jsonValue()),
      from: fc.oneof(fc.jsonValue(), fc.record({ kind: fc.constant('DockerImage'), name: fc.string() })),
      annotations: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.array(anyTag).map((tags) => stream(tags)),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(JSON.stringify(parseImageReferences(text)).length).toBeLessThan(10 * text.length + 500);
    }),
  );
});
