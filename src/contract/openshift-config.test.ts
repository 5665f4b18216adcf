import fc from 'fast-check';
import { kubeObject } from '../testing/builders';
import { parseImageConfig, parseMirrorRules, parseProxyConfig } from './openshift-config';

const rule = (kind: 'digest' | 'tag', neverContactSource = false) => ({
  source: 'quay.io/org',
  mirrors: ['mirror.example.net/org'],
  neverContactSource,
  kind,
});
const raw = { source: 'quay.io/org', mirrors: ['mirror.example.net/org'] };

test.each([
  ['ImageDigestMirrorSet', { imageDigestMirrors: [raw] }, [rule('digest')]],
  ['ImageTagMirrorSet', { imageTagMirrors: [raw] }, [rule('tag')]],
  ['ImageContentSourcePolicy', { repositoryDigestMirrors: [raw] }, [rule('digest')]],
  [
    'NeverContactSource',
    { imageTagMirrors: [{ ...raw, mirrorSourcePolicy: 'NeverContactSource' }] },
    [rule('tag', true)],
  ],
  [
    'AllowContactingSource',
    { imageTagMirrors: [{ ...raw, mirrorSourcePolicy: 'AllowContactingSource' }] },
    [rule('tag')],
  ],
  ['no mirrors', { imageTagMirrors: [{ source: 'quay.io/org' }] }, [{ ...rule('tag'), mirrors: [] }]],
  ['no source', { imageTagMirrors: [{ mirrors: ['x'] }, raw] }, [rule('tag')]],
  ['nothing', {}, []],
  ['no spec', undefined, []],
])('mirror rules of %s', (_case, spec, rules) => {
  expect(parseMirrorRules(kubeObject('mirrors', { spec }))).toEqual(rules);
});

test('the Image config', () => {
  const spec = {
    additionalTrustedCA: { name: 'registry-cas' },
    registrySources: {
      allowedRegistries: ['a'],
      blockedRegistries: ['b'],
      insecureRegistries: ['i'],
      containerRuntimeSearchRegistries: ['s'],
    },
  };
  expect(parseImageConfig(kubeObject('cluster', { spec }))).toEqual({
    name: 'cluster',
    policy: { allowed: ['a'], blocked: ['b'], insecure: ['i'] },
    additionalTrustedCA: 'registry-cas',
  });
});

test.each([{}, { spec: {} }, { spec: { additionalTrustedCA: { name: '' }, registrySources: {} } }])(
  'an Image config with %j restricts nothing',
  (rest) => {
    expect(parseImageConfig(kubeObject('cluster', rest))).toEqual({
      name: 'cluster',
      policy: { allowed: [], blocked: [], insecure: [] },
    });
  },
);

test('the Proxy’s status counts, not its spec, which lacks the cluster’s own networks', () => {
  const spec = { httpProxy: 'http://spec', noProxy: 'spec', trustedCA: { name: 'user-ca-bundle' } };
  const status = { httpProxy: 'http://p:3128', httpsProxy: 'http://p:3129', noProxy: '.cluster.local,10.0.0.0/16' };
  expect(parseProxyConfig(kubeObject('cluster', { spec, status }))).toEqual({
    name: 'cluster',
    ...status,
    trustedCA: 'user-ca-bundle',
  });
  expect(parseProxyConfig(kubeObject('cluster', { spec: { trustedCA: { name: '' } }, status: {} }))).toEqual({
    name: 'cluster',
  });
});

test('any JSON is read without an exception', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (any, other) => {
      for (const spec of [
        any,
        { imageDigestMirrors: any, imageTagMirrors: other, registrySources: any },
        { imageTagMirrors: [{ source: any, mirrors: other }], registrySources: { blockedRegistries: any } },
      ]) {
        const object = kubeObject('cluster', { spec, status: other });
        for (const { source, mirrors } of parseMirrorRules(object))
          expect([source, ...mirrors].every((text) => typeof text === 'string')).toBe(true);
        expect(parseImageConfig(object).policy.blocked.every((entry) => typeof entry === 'string')).toBe(true);
        parseProxyConfig(object);
      }
    }),
  );
});
