import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { Counts } from '../domain/preflight/summary';
import { NO_COUNTS } from '../domain/preflight/summary';
import { kubeObject } from '../testing/builders';
import { findSchemaViolations } from '../testing/schema-violations';
import type { PreflightReport, PreflightSummary } from './preflight-report';
import { parsePreflightReport, toPreflightReport } from './preflight-report';

const STARTED = '2026-11-22T12:00:00Z';
const T1 = '2026-11-22T12:01:00Z';
const T2 = '2026-11-22T12:02:00Z';
const RUNNING: Counts = { ...NO_COUNTS, total: 2, passed: 1, inProgress: 1 };
const READY: Counts = { ...NO_COUNTS, total: 2, passed: 2 };
const FAILED: Counts = { ...NO_COUNTS, total: 2, passed: 1, failed: 1 };

const summary = (counts: Counts, generation = 1, uid = 'uid-1'): PreflightSummary => ({
  preflight: { name: '4.20.1-amd64', uid, generation },
  owner: 'Validator',
  counts,
  startedAt: STARTED,
});
const conditionsOf = ({ status }: PreflightReport): string[][] =>
  status.conditions.map((condition) => [
    condition.type,
    condition.status,
    condition.reason,
    condition.lastTransitionTime,
  ]);

test('the object is named and owned as the PVO', () => {
  const { apiVersion, kind, metadata, status } = toPreflightReport(summary(READY), undefined, T1);
  expect({ apiVersion, kind }).toEqual({ apiVersion: 'kmm-preflight.io/v1alpha1', kind: 'PreflightReport' });
  expect(metadata.name).toBe('4.20.1-amd64');
  expect(metadata.ownerReferences?.[0]).not.toHaveProperty('blockOwnerDeletion');
  expect(metadata.ownerReferences?.[0]).toMatchObject({
    kind: 'PreflightValidationOCP',
    uid: 'uid-1',
    controller: true,
  });
  expect(status).toMatchObject({
    preflightUID: 'uid-1',
    preflightGeneration: 1,
    statusOwner: 'Validator',
    counts: READY,
  });
});

test.each<[string, Counts, string[][]]>([
  [
    'under way',
    RUNNING,
    [
      ['Completed', 'False', 'InProgress', T1],
      ['Verified', 'Unknown', 'InProgress', T1],
    ],
  ],
  [
    'all ready',
    READY,
    [
      ['Completed', 'True', 'Completed', T1],
      ['Verified', 'True', 'AllReady', T1],
    ],
  ],
  [
    'a needed failure',
    FAILED,
    [
      ['Completed', 'True', 'Completed', T1],
      ['Verified', 'False', 'ModulesFail', T1],
    ],
  ],
])('conditions when %s', (_case, counts, conditions) => {
  const report = toPreflightReport(summary(counts), undefined, T1);
  expect(conditionsOf(report)).toEqual(conditions);
  expect(JSON.stringify(report)).not.toContain('observedGeneration');
});

describe('times', () => {
  const running = toPreflightReport(summary(RUNNING), undefined, T1);
  const ready = toPreflightReport(summary(READY), running, T1);

  test('startedAt is the run’s and stays; completedAt appears with Completed', () => {
    expect([running.status.startedAt, running.status.completedAt]).toEqual([STARTED, undefined]);
    expect([ready.status.startedAt, ready.status.completedAt]).toEqual([STARTED, T1]);
  });

  test('writing again later changes nothing', () => {
    expect(toPreflightReport({ ...summary(READY), startedAt: T2 }, ready, T2)).toEqual(ready);
  });

  test('a condition’s time moves with its status only', () => {
    const failed = toPreflightReport(summary(FAILED), ready, T2);
    expect(conditionsOf(failed)).toEqual([
      ['Completed', 'True', 'Completed', T1],
      ['Verified', 'False', 'ModulesFail', T2],
    ]);
    expect(failed.status.completedAt).toBe(T1);
  });

  test('a Module that is new takes completedAt away until it is checked', () => {
    const reopened = toPreflightReport(summary(RUNNING), ready, T2);
    expect(reopened.status).not.toHaveProperty('completedAt');
    expect(toPreflightReport(summary(READY), reopened, T2).status.completedAt).toBe(T2);
  });

  test('a new generation is another preflight', () => {
    const next = toPreflightReport(summary(READY, 2), ready, T2);
    expect([next.status.startedAt, next.status.completedAt]).toEqual([T2, T2]);
    expect(toPreflightReport(summary(READY, 2), next, '2026-11-22T13:00:00Z')).toEqual(next);
  });

  test('another PVO of that name inherits nothing', () => {
    const other = toPreflightReport({ ...summary(READY, 1, 'uid-2'), startedAt: T1 }, ready, T2);
    expect([other.status.startedAt, other.status.completedAt]).toEqual([T1, T2]);
    expect(conditionsOf(other).map((condition) => condition[3])).toEqual([T2, T2]);
  });
});

test('what the API server sends back says the same', () => {
  const report = toPreflightReport(summary(FAILED), undefined, T1);
  const stored = kubeObject('4.20.1-amd64', { status: report.status }, { uid: 'u', resourceVersion: '7', labels: {} });
  expect(parsePreflightReport(stored)).toEqual({
    metadata: { name: '4.20.1-amd64', uid: 'u', resourceVersion: '7' },
    status: report.status,
  });
});

test('the CRD accepts it', () => {
  const crd = parse(readFileSync('charts/kmm-preflight/files/crds/preflightreports.kmm-preflight.io.yaml', 'utf8')) as {
    spec: { versions: [{ schema: { openAPIV3Schema: object } }] };
  };
  const report = { ...toPreflightReport(summary(FAILED), undefined, T1) };
  expect(findSchemaViolations(crd.spec.versions[0].schema.openAPIV3Schema, report)).toEqual([]);
  expect(JSON.stringify(crd)).not.toMatch(/"observedGeneration":/);
});

test('any JSON is read without an exception, and a report can be made over it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (status, conditions) => {
      for (const rest of [{}, { status }, { status: { preflightUID: 'uid-1', conditions } }]) {
        const previous = parsePreflightReport(kubeObject('any', rest));
        expect(toPreflightReport(summary(READY), previous, T1).status.conditions).toHaveLength(2);
      }
    }),
  );
});
