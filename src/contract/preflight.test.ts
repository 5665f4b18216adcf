import fc from 'fast-check';
import { KERNEL, kubeObject } from '../testing/builders';
import { parsePreflight, parsePreflightChild } from './preflight';

test('what is read of a PVO', () => {
  const modules = [
    {
      namespace: 'n',
      name: 'm',
      verificationStatus: 'Success',
      verificationStage: 'Done',
      lastTransitionTime: '2026-11-22T12:00:00Z',
    },
  ];
  const raw = kubeObject(
    '4.20.1-amd64',
    { spec: { kernelVersion: KERNEL, dtkImage: 'quay.io/dtk@sha256:0', pushBuiltImage: true }, status: { modules } },
    {
      uid: 'uid',
      generation: 2,
      resourceVersion: '9',
      labels: { 'kmm-preflight.io/release': '4.20.1', other: 'x' },
      annotations: { 'kmm-preflight.io/recheck-requested-at': '2026-11-22T12:00:00Z' },
      deletionTimestamp: '2026-11-22T12:00:00Z',
    },
  );
  expect(parsePreflight(raw)).toEqual({
    name: '4.20.1-amd64',
    uid: 'uid',
    generation: 2,
    resourceVersion: '9',
    deleting: true,
    kernelVersion: KERNEL,
    dtkImage: 'quay.io/dtk@sha256:0',
    pushBuiltImage: true,
    recheckRequestedAt: '2026-11-22T12:00:00Z',
    release: '4.20.1',
    statusModules: modules,
  });
});

test.each([{}, { spec: {} }, { spec: {}, status: {} }, { spec: { dtkImage: '' } }])('%j has safe values', (rest) => {
  expect(parsePreflight(kubeObject('p', rest))).toEqual({
    name: 'p',
    uid: '',
    generation: 0,
    resourceVersion: '',
    deleting: false,
    kernelVersion: '',
    pushBuiltImage: false,
    statusModules: [],
  });
});

describe('a child PreflightValidation', () => {
  const owner = { kind: 'PreflightValidationOCP', uid: 'uid', controller: true };

  test.each<[string, unknown, string | undefined]>([
    ['controlled by a PVO', [owner], 'uid'],
    ['among others', [{ kind: 'ConfigMap', uid: 'x', controller: false }, owner], 'uid'],
    ['owned, not controlled', [{ ...owner, controller: undefined }], undefined],
    ['controlled by something else', [{ ...owner, kind: 'Module' }], undefined],
    ['made by a person', undefined, undefined],
  ])('%s', (_case, ownerReferences, ownerUid) => {
    expect(parsePreflightChild(kubeObject('p', {}, { ownerReferences }))).toEqual({ name: 'p', ownerUid });
  });
});

test('any JSON is read without an exception', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (spec, status) => {
      expect(Array.isArray(parsePreflight(kubeObject('p', { spec, status })).statusModules)).toBe(true);
      expect(typeof parsePreflight(kubeObject('p', { spec: { kernelVersion: spec } })).kernelVersion).toBe('string');
      parsePreflight(kubeObject('p', { status: { modules: status } }, { annotations: spec, labels: status }));
      parsePreflightChild(kubeObject('p', { spec }, { ownerReferences: status }));
    }),
  );
});
