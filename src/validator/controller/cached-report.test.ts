import fc from 'fast-check';
import { toModuleReport } from '../../contract/module-report';
import { aModule, aPreflight, aRecord, kubeObject } from '../../testing/builders';
import { parsed } from '../../domain/parsed';
import { digestReport, parseCachedReport, sha256Hex } from './cached-report';
import { createEntry, subjectOf } from './module-entry';

const entry = createEntry(aPreflight(), aModule(), () => parsed(false));
const report = toModuleReport(subjectOf(aPreflight(), entry), aRecord());
const stored = (metadata: object) => ({
  ...report,
  metadata: { ...report.metadata, uid: 'u', resourceVersion: '5', ...metadata },
});
const managed = (manager: string, ...fields: string[]) => ({
  manager,
  fieldsV1: Object.fromEntries(fields.map((field) => [field, {}])),
});

test('what is kept of a report', () => {
  expect(parseCachedReport(stored({}))).toEqual({
    namespace: 'drivers',
    name: report.metadata.name,
    uid: 'u',
    resourceVersion: '5',
    preflight: { name: '4.20.1-amd64', uid: 'preflight-uid' },
    moduleName: 'simple-kmod',
    contentDigest: digestReport(report),
    touched: false,
    report: { metadata: { name: report.metadata.name }, spec: report.spec, status: report.status },
  });
});

describe('the digest', () => {
  test('is of spec and status only', () => {
    expect(parseCachedReport(stored({ labels: { of: 'others' } })).contentDigest).toBe(digestReport(report));
    expect(digestReport({ ...report, status: { ...report.status, attempts: 2 } })).not.toBe(digestReport(report));
    expect(digestReport({ ...report, spec: { ...report.spec, kernelVersion: 'x' } })).not.toBe(digestReport(report));
  });

  test('does not depend on the order in which the API server sends members', () => {
    const status = Object.fromEntries(Object.entries(report.status).reverse()) as typeof report.status;
    expect(digestReport({ ...report, status })).toBe(digestReport(report));
  });

  test('is SHA-256 of UTF-8', () => {
    expect(sha256Hex('é')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
  });
});

test.each([
  ['ours', [managed('kmm-preflight-validator', 'f:spec', 'f:status')], false],
  ['somebody’s label', [managed('kubectl-label', 'f:metadata')], false],
  ['somebody’s status', [managed('kmm-preflight-validator', 'f:spec'), managed('kubectl-edit', 'f:status')], true],
  ['somebody’s spec', [managed('argocd', 'f:spec')], true],
  ['no fields', [{ manager: 'x' }], false],
  ['none, because the server dropped them', undefined, false],
])('field managers: %s', (_case, managedFields, touched) => {
  expect(parseCachedReport(stored({ managedFields })).touched).toBe(touched);
});

test('any JSON is read without an exception', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (any, other) => {
      for (const spec of [any, { preflight: any, module: other }]) {
        const cached = parseCachedReport(kubeObject('r', { spec, status: other }, { managedFields: any }));
        expect(
          [cached.preflight.name, cached.preflight.uid, cached.moduleName].every((text) => typeof text === 'string'),
        ).toBe(true);
      }
    }),
  );
});
