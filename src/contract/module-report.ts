import type { ResolvedMapping } from '../domain/kmm/resolve-module';
import type { Check, ReportStage, Verdict, VerdictImage, VerdictRecord } from '../domain/preflight/verdict';
import { cutText } from '../domain/cut-text';
import type { VerificationStatus } from '../domain/preflight/reason';
import { isReason } from '../domain/preflight/reason';
import { MODULE_LABEL, PREFLIGHT_UID_LABEL } from './annotations';
import type { Condition } from './condition';
import type { KubeObject, ObjectMeta } from './kube-object';
import { apiVersionOf } from './kube-object';
import { objectsOf, textOf } from './raw-json';
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
const CONDITION_OF_STATUS = { Success: 'True', Failure: 'False', InProgress: 'Unknown' } as const;

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
      kernelVersion: cutText(subject.kernelVersion, TEXT_MAX),
      ...(subject.architecture !== undefined && { architecture: subject.architecture }),
      kernelType: subject.kernelType,
      ...(subject.release !== undefined && { release: { version: cutText(subject.release, LABEL_MAX) } }),
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
        recheckRequestedAt: cutText(observed.recheckRequestedAt, LABEL_MAX),
      }),
    },
    stage: verdict.stage,
    status: verdict.status,
    reason: verdict.reason,
    message: cutText(verdict.message, MESSAGE_MAX),
    ...(verdict.mapping && {
      mapping: { ...verdict.mapping, expression: cutText(verdict.mapping.expression, TEXT_MAX) },
    }),
    ...(verdict.image && { image: cutImage(verdict.image) }),
    checks: verdict.checks
      .slice(0, CHECKS_MAX)
      .map((check) => ({ ...check, message: cutText(check.message, TEXT_MAX) })),
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
  return {
    type: 'Verified',
    status: CONDITION_OF_STATUS[verdict.status],
    reason: verdict.reason,
    message: cutText(verdict.message, TEXT_MAX),
    lastTransitionTime: printTime(transitionedAt),
  };
}

/** A report as any version of the product, or a person, may have left it. */
interface RawModuleReport extends KubeObject {
  spec?: { module?: { uid?: string } };
  status?: Partial<Omit<ModuleReport['status'], 'observed' | 'nodes'>> & {
    observed?: Partial<Observed>;
    nodes?: { matching?: number };
  };
}

/** A report as it was stored → the record it was made from; undefined when something that a record needs is missing. */
export function toVerdictRecord(report: KubeObject): VerdictRecord | undefined {
  const { status, spec } = report as RawModuleReport;
  const verdict = status && parseVerdict(status);
  const startedAt = parseTime(status?.startedAt);
  const observed = parseObserved(status?.observed);
  if (!verdict || !observed || startedAt === undefined) return undefined;
  const verified = objectsOf(status.conditions).find(({ type }) => type === 'Verified');
  const { needed = true, nodes } = status;
  return {
    verdict,
    observed: { ...observed, moduleUid: textOf(spec?.module?.uid) },
    startedAt,
    ...parseHistory(status),
    transitionedAt: parseTime(verified?.lastTransitionTime) ?? startedAt,
    nodesMatching: nodes?.matching ?? 0,
    needed,
  };
}

function parseHistory(
  status: NonNullable<RawModuleReport['status']>,
): Pick<VerdictRecord, 'attempts' | 'completedAt' | 'nextAttemptAt'> {
  const completedAt = parseTime(status.completedAt);
  const nextAttemptAt = parseTime(status.nextAttemptAt);
  return {
    attempts: status.attempts ?? 1,
    ...(completedAt !== undefined && { completedAt }),
    ...(nextAttemptAt !== undefined && { nextAttemptAt }),
  };
}

type Observed = ModuleReport['status']['observed'];

function parseObserved(raw: Partial<Observed> | undefined): Observed | undefined {
  const { preflightGeneration = 0, moduleGeneration = 0, inputsDigest, recheckRequestedAt } = raw ?? {};
  if (!inputsDigest) return undefined;
  return {
    preflightGeneration,
    moduleGeneration,
    inputsDigest,
    ...(recheckRequestedAt !== undefined && { recheckRequestedAt }),
  };
}

function parseVerdict(raw: NonNullable<RawModuleReport['status']>): Verdict | undefined {
  const { status, stage, mapping, image } = raw;
  const reason = textOf(raw.reason);
  if (!isReason(reason) || !status || !Object.hasOwn(CONDITION_OF_STATUS, status) || !stage) return undefined;
  return {
    status,
    stage,
    reason,
    message: textOf(raw.message),
    checks: objectsOf(raw.checks),
    ...(mapping && { mapping }),
    ...(image && { image }),
  };
}

/** Kubernetes' time format has whole seconds; a record is rounded so that it survives a restart unchanged. */
export function printTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

function parseTime(text: string | undefined): number | undefined {
  const ms = Date.parse(textOf(text));
  return Number.isNaN(ms) ? undefined : ms;
}

function cutImage(image: VerdictImage): VerdictImage {
  const texts = Object.entries(image) as [keyof VerdictImage, string][];
  return { ...image, ...Object.fromEntries(texts.map(([key, text]) => [key, cutText(text, TEXT_MAX)])) };
}
