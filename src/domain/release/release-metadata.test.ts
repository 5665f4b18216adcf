import fc from 'fast-check';
import { checkReleaseVersions, parseReleaseMetadata } from './release-metadata';

const GOOD = {
  kind: 'cincinnati-metadata-v0',
  version: '4.19.0',
  previous: ['4.18.3'],
  metadata: { url: 'https://x' },
};
const MULTI = { ...GOOD, metadata: { 'release.openshift.io/architecture': 'multi' } };

test.each([
  ['one architecture', GOOD, { version: '4.19.0', multi: false }],
  ['several', MULTI, { version: '4.19.0', multi: true }],
  ['no metadata', { kind: GOOD.kind, version: '4.22.0-okd-scos.6' }, { version: '4.22.0-okd-scos.6', multi: false }],
  ['a nightly', { ...GOOD, version: '4.19.0-0.nightly-2025-06-01-001122' }, { multi: false }],
])('%s', (_name, metadata, value) => {
  expect(parseReleaseMetadata(JSON.stringify(metadata))).toMatchObject({ ok: true, value });
});

test.each([
  ['another kind', { ...GOOD, kind: 'cincinnati-metadata-v1' }, 'not of kind cincinnati-metadata-v0'],
  ['no version', { kind: GOOD.kind }, 'which is no semantic version'],
  ['no semantic version', { ...GOOD, version: '4.19' }, '"4.19", which is no semantic version'],
])('%s is refused', (_name, metadata, message) => {
  expect(parseReleaseMetadata(JSON.stringify(metadata))).toMatchObject({
    ok: false,
    message: expect.stringContaining(message),
  });
});

test('two versions are a warning that names both', () => {
  const references = { version: '4.19.1', tags: [], refusedTags: [] };
  const [warning] = checkReleaseVersions(references, { version: '4.19.0', multi: false });
  expect(warning).toEqual({
    reason: 'VersionMismatch',
    message:
      'image-references says that this is "4.19.1", release-metadata "4.19.0": the cluster would refuse to update to it.',
  });
  expect(checkReleaseVersions({ ...references, version: '4.19.0' }, { version: '4.19.0', multi: false })).toEqual([]);
});

test('any text: no exception, bounded', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
      expect(JSON.stringify(parseReleaseMetadata(text)).length).toBeLessThan(1_000);
    }),
  );
});
