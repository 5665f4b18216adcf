import type { MirrorRule } from './mirrors';
import { mayUseClusterPullSecret } from './pull-secret-access';
import { parseReference } from './reference';

const rule = (source: string, mirrors: string[], more: Partial<MirrorRule> = {}): MirrorRule => ({
  source,
  mirrors,
  neverContactSource: false,
  kind: 'digest',
  ...more,
});
const MIRRORS = [
  rule('quay.io/openshift-release-dev', ['mirror.corp:5000/ocp']),
  rule('quay.io/other', ['other-mirror.corp/x']),
  rule('registry.corp/hidden/release', ['vault.corp/release'], { neverContactSource: true, kind: 'tag' }),
];
const RELEASES = ['quay.io/openshift-release-dev/ocp-release', 'registry.corp/hidden/release'].map(parse);

function parse(text: string) {
  const outcome = parseReference(text);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value;
}

test.each([
  ['quay.io/openshift-release-dev/ocp-release:4.21.3-x86_64', true],
  [`quay.io/openshift-release-dev/ocp-release@sha256:${'a'.repeat(64)}`, true],
  ['mirror.corp:5000/ocp/ocp-release', true],
  ['vault.corp/release', true],
  ['registry.corp/hidden/release', true],
  ['quay.io/openshift-release-dev/ocp-v4.0-art-dev', false],
  ['quay.io/openshift-release-dev', false],
  ['mirror.corp:5000/ocp/else', false],
  ['mirror.corp/ocp/ocp-release', false],
  ['other-mirror.corp/x/ocp-release', false],
  ['quay.io/attacker/ocp-release', false],
  ['quay.io.evil.example/openshift-release-dev/ocp-release', false],
  ['evil.example/openshift-release-dev/ocp-release', false],
])('%s: %p', (reference, expected) => {
  expect(mayUseClusterPullSecret(parse(reference), RELEASES, MIRRORS)).toBe(expected);
});

test('without a release nobody gets it', () => {
  expect(mayUseClusterPullSecret(parse('quay.io/a/b'), [], MIRRORS)).toBe(false);
});
