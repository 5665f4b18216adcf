import fc from 'fast-check';
import { parseClusterVersion } from './cluster-version';
import type { KubeObject } from './kube-object';

const clusterVersion = (status?: unknown): KubeObject => ({ metadata: { name: 'version' }, ...{ status } });
const RELEASE = { version: '4.19.0', image: 'quay.io/r@sha256:1', url: 'https://x', channels: ['stable-4.19'] };
const FACTS = { version: '4.19.0', image: 'quay.io/r@sha256:1', architecture: '' };

test('every list of releases', () => {
  const risks = [{ name: 'Bug', message: 'It may hang.', url: 'https://x', matchingRules: [{ type: 'Always' }] }];
  expect(
    parseClusterVersion(
      clusterVersion({
        desired: { ...RELEASE, architecture: 'Multi' },
        availableUpdates: [RELEASE],
        conditionalUpdates: [
          { release: RELEASE, risks, conditions: [{ type: 'Recommended', status: 'False', reason: 'Bug' }] },
        ],
        history: [{ ...RELEASE, state: 'Completed', verified: true }],
        conditions: [{ type: 'RetrievedUpdates', status: 'True' }],
      }),
    ),
  ).toEqual({
    desired: { ...FACTS, architecture: 'Multi' },
    availableUpdates: [FACTS],
    conditionalUpdates: [
      { release: FACTS, recommended: 'False', risks: [{ name: 'Bug', message: 'It may hang.', url: 'https://x' }] },
    ],
    history: [FACTS],
    retrievalFailure: undefined,
  });
});

test('null updates are not known, an empty list is none', () => {
  expect(parseClusterVersion(clusterVersion({ availableUpdates: null })).availableUpdates).toBeUndefined();
  expect(parseClusterVersion(clusterVersion({ availableUpdates: [] })).availableUpdates).toEqual([]);
});

test('why updates were not retrieved', () => {
  const conditions = [{ type: 'RetrievedUpdates', status: 'False', reason: 'NoChannel', message: 'set a channel' }];
  expect(parseClusterVersion(clusterVersion({ conditions })).retrievalFailure).toEqual({
    reason: 'NoChannel',
    message: 'set a channel',
  });
});

test('any status: no exception, lists are lists', () => {
  const keys = fc.constantFrom('desired', 'availableUpdates', 'conditionalUpdates', 'history', 'conditions');
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue())), (status) => {
      const facts = parseClusterVersion(clusterVersion(status ?? undefined));
      expect([facts.conditionalUpdates, facts.history].every(Array.isArray)).toBe(true);
    }),
  );
});
