import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'yaml';
import { aRecord, aVerdict, DIGEST, KERNEL, kubeObject, NOON } from '../testing/builders';
import type { Reason } from '../domain/preflight/reason';
import { REASONS } from '../domain/preflight/reason';
import type { VerdictRecord } from '../domain/preflight/verdict';
import type { ReportSubject } from './module-report';
import { printTime, toModuleReport, toVerdictRecord } from './module-report';
import { findSchemaViolations } from '../testing/schema-violations';

const SUBJECT: ReportSubject = {
  reportName: 'simple-kmod-0123abcd',
  preflight: { name: '4.20.1-amd64', uid: 'preflight-uid' },
  module: { namespace: 'drivers', name: 'simple-kmod', uid: 'module-uid' },
  kernelVersion: KERNEL,
  architecture: 'amd64',
  kernelType: 'default',
  release: '4.20.1',
};

const CRD = parse(
  readFileSync('charts/kmm-preflight/files/crds/modulepreflightreports.kmm-preflight.io.yaml', 'utf8'),
) as { spec: { versions: [{ schema: { openAPIV3Schema: object } }] } };
const SCHEMA = CRD.spec.versions[0].schema.openAPIV3Schema;

/** Whole seconds, because a report has no finer time. */
const anyTime = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1_000);
const anyText = (maxLength: number) => fc.string({ unit: 'grapheme', maxLength });
const anyCheck = fc.record({
  name: fc.stringMatching(/^[A-Z][A-Za-z]{0,20}$/),
  result: fc.constantFrom('Pass', 'Fail', 'Warn', 'Unknown', 'Skipped'),
  reason: fc.stringMatching(/^[A-Z][A-Za-z]{0,20}$/),
  message: anyText(200),
});
const anyRecord: fc.Arbitrary<VerdictRecord> = fc
  .record(
    {
      verdict: fc.record(
        {
          status: fc.constantFrom('Success', 'Failure', 'InProgress'),
          stage: fc.constantFrom('Image', 'Build', 'Sign', 'Push', 'Done'),
          reason: fc.constantFrom(...(Object.keys(REASONS) as Reason[])),
          message: anyText(200),
          checks: fc.array(anyCheck, { maxLength: 8 }),
          mapping: fc.record({
            index: fc.nat(100),
            kind: fc.constantFrom('literal', 'regexp'),
            expression: anyText(50),
          }),
          image: fc.record(
            {
              reference: anyText(100),
              digest: anyText(100),
              resolvedFrom: anyText(100),
              platform: anyText(20),
              mediaType: anyText(50),
            },
            { requiredKeys: ['reference'] },
          ),
        },
        { requiredKeys: ['status', 'stage', 'reason', 'message', 'checks'] },
      ),
      observed: fc.record(
        {
          preflightGeneration: fc.nat(),
          moduleUid: fc.constant(SUBJECT.module.uid),
          moduleGeneration: fc.nat(),
          inputsDigest: fc.constant(DIGEST),
          recheckRequestedAt: fc.constant('2026-11-22T12:00:00.123456789+01:00'),
        },
        { requiredKeys: ['preflightGeneration', 'moduleUid', 'moduleGeneration', 'inputsDigest'] },
      ),
      startedAt: anyTime,
      completedAt: anyTime,
      attempts: fc.nat(),
      nextAttemptAt: anyTime,
      transitionedAt: anyTime,
      nodesMatching: fc.nat(),
      needed: fc.boolean(),
    },
    { requiredKeys: ['verdict', 'observed', 'startedAt', 'attempts', 'transitionedAt', 'nodesMatching', 'needed'] },
  )
  .map((record) => record as VerdictRecord);

const overTheWire = <T>(object: T): T => JSON.parse(JSON.stringify(object)) as T;

describe('a record survives being stored', () => {
  test('whatever it says', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(toVerdictRecord(overTheWire(toModuleReport(SUBJECT, record)))).toEqual(record);
      }),
    );
  });

  test('so that writing it again changes nothing', () => {
    const long = aRecord({
      message: 'x'.repeat(9_000),
      checks: [{ name: 'A', result: 'Fail', reason: 'B', message: 'y'.repeat(9_000) }],
    });
    const stored = overTheWire(toModuleReport(SUBJECT, { ...long, startedAt: NOON + 123, transitionedAt: NOON + 999 }));
    expect(toModuleReport(SUBJECT, toVerdictRecord(stored)!)).toEqual(stored);
  });
});

describe('the object', () => {
  const report = toModuleReport(SUBJECT, aRecord());

  test('is owned by the PVO without blocking its deletion, and labelled', () => {
    expect(report.metadata).toEqual({
      name: 'simple-kmod-0123abcd',
      namespace: 'drivers',
      labels: { 'kmm-preflight.io/preflight-uid': 'preflight-uid', 'kmm-preflight.io/module': 'simple-kmod' },
      ownerReferences: [
        {
          apiVersion: 'kmm.sigs.x-k8s.io/v1beta2',
          kind: 'PreflightValidationOCP',
          name: '4.20.1-amd64',
          uid: 'preflight-uid',
          controller: true,
        },
      ],
    });
  });

  test.each([
    [63, true],
    [64, false],
  ])('a Module name of %i characters is a label: %s', (length, labelled) => {
    const subject = { ...SUBJECT, module: { ...SUBJECT.module, name: 'm'.repeat(length) } };
    const { labels } = toModuleReport(subject, aRecord()).metadata;
    expect(Object.hasOwn(labels ?? {}, 'kmm-preflight.io/module')).toBe(labelled);
  });

  test('says whose it is', () => {
    expect(report.spec).toEqual({
      preflight: SUBJECT.preflight,
      module: { name: 'simple-kmod', uid: 'module-uid' },
      kernelVersion: KERNEL,
      architecture: 'amd64',
      kernelType: 'default',
      release: { version: '4.20.1' },
    });
  });

  test('leaves out what is not known', () => {
    const { spec } = toModuleReport({ ...SUBJECT, architecture: undefined, release: undefined }, aRecord());
    expect(Object.keys(spec)).toEqual(['preflight', 'module', 'kernelVersion', 'kernelType']);
  });

  test.each([
    ['Success', 'True'],
    ['Failure', 'False'],
    ['InProgress', 'Unknown'],
  ] as const)('%s is Verified %s, since the status changed', (status, condition) => {
    const { conditions } = toModuleReport(SUBJECT, aRecord({ status, message: 'why' })).status;
    expect(conditions).toEqual([
      {
        type: 'Verified',
        status: condition,
        reason: 'ImageVerified',
        message: 'why',
        lastTransitionTime: '2026-11-22T12:00:00Z',
      },
    ]);
  });

  test('has no field named observedGeneration anywhere', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(JSON.stringify(toModuleReport(SUBJECT, record))).not.toContain('observedGeneration');
      }),
    );
    expect(JSON.stringify(CRD)).not.toMatch(/"observedGeneration":/);
  });
});

describe('the CRD accepts', () => {
  const HUGE = '😀'.repeat(40_000);

  test('whatever a record says', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(findSchemaViolations(SCHEMA, overTheWire(toModuleReport(SUBJECT, record)))).toEqual([]);
      }),
    );
  });

  test('texts of any length: every one is cut', () => {
    const line = { name: 'Image', result: 'Fail', reason: 'ImageNotFound', message: HUGE } as const;
    const record = aRecord(
      {
        message: HUGE,
        checks: Array.from({ length: 500 }, () => line),
        mapping: { index: 0, kind: 'regexp', expression: HUGE },
        image: { reference: HUGE, digest: HUGE, resolvedFrom: HUGE, platform: HUGE, mediaType: HUGE },
      },
      { observed: { ...aRecord().observed, recheckRequestedAt: HUGE } },
    );
    const report = toModuleReport({ ...SUBJECT, kernelVersion: HUGE, release: HUGE }, record);
    expect(findSchemaViolations(SCHEMA, overTheWire(report))).toEqual([]);
    expect(JSON.stringify(report).length).toBeLessThan(100_000);
  });
});

describe('a report that is not as we left it', () => {
  const stored = overTheWire(toModuleReport(SUBJECT, aRecord()));
  const withStatus = (change: object): unknown =>
    toVerdictRecord({ ...stored, status: { ...stored.status, ...change } } as never);

  test.each([
    [{ reason: 'FromTheFuture' }],
    [{ reason: undefined }],
    [{ status: 'Paused' }],
    [{ status: undefined }],
    [{ stage: undefined }],
    [{ startedAt: 'yesterday' }],
    [{ observed: {} }],
    [{ observed: undefined }],
  ])('with %j it is no record', (change) => expect(withStatus(change)).toBeUndefined());

  test('what can be made up for is', () => {
    expect(
      withStatus({
        checks: undefined,
        nodes: undefined,
        needed: undefined,
        attempts: undefined,
        conditions: undefined,
        message: undefined,
      }),
    ).toMatchObject({
      verdict: aVerdict({ message: '' }),
      attempts: 1,
      needed: true,
      nodesMatching: 0,
      transitionedAt: NOON - 1_000,
    });
  });

  test('any JSON is read without an exception', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (spec, status) => {
        toVerdictRecord(kubeObject('any', { spec, status }));
        toVerdictRecord(kubeObject('any', { spec, status: { ...stored.status, conditions: spec, checks: status } }));
      }),
    );
  });
});

test('times have whole seconds, as Kubernetes writes them', () => {
  expect(printTime(NOON + 999)).toBe('2026-11-22T12:00:00Z');
});
