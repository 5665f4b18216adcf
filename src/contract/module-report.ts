import type { ResolvedMapping } from '../domain/kmm/resolve-module';
import type { Check, CheckResult, ReportStage, VerdictImage, VerdictRecord } from '../domain/preflight/verdict';
import type { Reason, VerificationStatus } from '../domain/preflight/reason';
import { isReason } from '../domain/preflight/reason';
import { MODULE_LABEL, PREFLIGHT_UID_LABEL } from './annotations';
import type { Condition } from './condition';
import type { KubeObject, ObjectMeta } from './kube-object';
import { apiVersionOf } from './kube-object';
import { MODULE_REPORT, PREFLIGHT_OCP } from './resource-kinds';

/** A ModulePreflightReport on the wire (design §4.2). Times are RFC 3339. */
export interface ModuleReport extends KubeObject {
  spec: {
    preflight: { name: string; uid: string };
    module: { name: string; uid: string };
    kernelVersion: string;
    architecture?: string;
    kernelType?: string;
    release?: { version: string };
  };
  status: {
    observed: {
      preflightGeneration: number;
      moduleGeneration: number;
      inputsDigest: string;
      recheckRequestedAt?: string;
    };
    stage: ReportStage;
    status: VerificationStatus;
    reason: string;
    message: string;
    mapping?: ResolvedMapping;
    image?: VerdictImage;
    checks: Check[];
    nodes: { matching: number };
    needed: boolean;
    startedAt: string;
    completedAt?: string;
    attempts: number;
    nextAttemptAt?: string;
    conditions: Condition[];
  };
}

/** Whose report it is. */
export interface ReportSubject {
  reportName: string;
  preflight: { name: string; uid: string };
  module: { namespace: string; name: string; uid: string };
  kernelVersion: string;
  architecture: string | undefined;
  kernelType: string;
  release: string | undefined;
}

const MESSAGE_MAX = 4096;
const TEXT_MAX = 1024;
const CHECKS_MAX = 64;
const LABEL_MAX = 63;

/** The whole report object of one Module for one PVO, every text from outside capped. */
export function toModuleReport(subject: ReportSubject, record: VerdictRecord): ModuleReport {
  const { preflight, module } = subject;
  return {
    apiVersion: apiVersionOf(MODULE_REPORT),
    kind: MODULE_REPORT.kind,
    metadata: reportMetadata(subject),
    spec: {
      preflight,
      module: { name: module.name, uid: module.uid },
      kernelVersion: cut(subject.kernelVersion, TEXT_MAX),
      ...(subject.architecture !== undefined && { architecture: subject.architecture }),
      kernelType: subject.kernelType,
      ...(subject.release !== undefined && { release: { version: subject.release } }),
    },
    status: reportStatus(record),
  };
}

function reportMetadata({ reportName, preflight, module }: ReportSubject): ObjectMeta {
  return {
    name: reportName,
    namespace: module.namespace,
    labels: {
      [PREFLIGHT_UID_LABEL]: preflight.uid,
      ...(module.name.length <= LABEL_MAX && { [MODULE_LABEL]: module.name }),
    },
    // blockOwnerDeletion would need the right to update the PVO's finalizers.
    ownerReferences: [
      { apiVersion: apiVersionOf(PREFLIGHT_OCP), kind: PREFLIGHT_OCP.kind, ...preflight, controller: true },
    ],
  };
}

function reportStatus(record: VerdictRecord): ModuleReport['status'] {
  const { verdict, observed } = record;
  return {
    observed: {
      preflightGeneration: observed.preflightGeneration,
      moduleGeneration: observed.moduleGeneration,
      inputsDigest: observed.inputsDigest,
      ...(observed.recheckRequestedAt !== undefined && {
        recheckRequestedAt: cut(observed.recheckRequestedAt, LABEL_MAX),
      }),
    },
    stage: verdict.stage,
    status: verdict.status,
    reason: verdict.reason,
    message: cut(verdict.message, MESSAGE_MAX),
    ...(verdict.mapping && { mapping: { ...verdict.mapping, expression: cut(verdict.mapping.expression, TEXT_MAX) } }),
    ...(verdict.image && { image: cutImage(verdict.image) }),
    checks: verdict.checks.slice(0, CHECKS_MAX).map((check) => ({ ...check, message: cut(check.message, TEXT_MAX) })),
    nodes: { matching: record.nodesMatching },
    needed: record.needed,
    startedAt: printTime(record.startedAt),
    ...(record.completedAt !== undefined && { completedAt: printTime(record.completedAt) }),
    attempts: record.attempts,
    ...(record.nextAttemptAt !== undefined && { nextAttemptAt: printTime(record.nextAttemptAt) }),
    conditions: [verifiedCondition(record)],
  };
}

function verifiedCondition({ verdict, transitionedAt }: VerdictRecord): Condition {
  const status = { Success: 'True', Failure: 'False', InProgress: 'Unknown' } as const;
  return {
    type: 'Verified',
    status: status[verdict.status],
    reason: verdict.reason,
    message: cut(verdict.message, TEXT_MAX),
    lastTransitionTime: printTime(transitionedAt),
  };
}

/** A report as it was stored → the record it was made from; undefined when it is not one of ours or too old to use. */
export function toVerdictRecord(report: ModuleReport): VerdictRecord | undefined {
  const { status, spec } = report;
  const startedAt = parseTime(status?.startedAt);
  if (!status?.observed?.inputsDigest || !isReason(status.reason) || startedAt === undefined) return undefined;
  const completedAt = parseTime(status.completedAt);
  const nextAttemptAt = parseTime(status.nextAttemptAt);
  const transitionedAt = parseTime(status.conditions?.find(({ type }) => type === 'Verified')?.lastTransitionTime);
  return {
    verdict: {
      status: status.status,
      stage: status.stage,
      reason: status.reason satisfies Reason,
      message: status.message ?? '',
      checks: (status.checks ?? []) satisfies { result: CheckResult }[],
      ...(status.mapping && { mapping: status.mapping }),
      ...(status.image && { image: status.image }),
    },
    observed: { ...status.observed, moduleUid: spec.module.uid },
    startedAt,
    ...(completedAt !== undefined && { completedAt }),
    attempts: status.attempts ?? 1,
    ...(nextAttemptAt !== undefined && { nextAttemptAt }),
    transitionedAt: transitionedAt ?? startedAt,
    nodesMatching: status.nodes?.matching ?? 0,
    needed: status.needed ?? true,
  };
}

/** Kubernetes' time format has whole seconds; a record is rounded so that it survives a restart unchanged. */
export function printTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

function parseTime(text: string | undefined): number | undefined {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

function cutImage(image: VerdictImage): VerdictImage {
  const entries = Object.entries(image).map(([key, value]) => [
    key,
    typeof value === 'string' ? cut(value, TEXT_MAX) : value,
  ]);
  return Object.fromEntries(entries) as VerdictImage;
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
