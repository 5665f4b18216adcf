import type { ResolvedMapping } from '../domain/kmm/resolve-module';
import type { VerificationStatus } from '../domain/preflight/reason';
import type { Check, CheckResult, VerdictImage } from '../domain/preflight/verdict';
import type { ModuleReport } from './module-report';
import type { KubeObject } from './kube-object';
import { objectsOf, textOf } from './raw-json';

/** What a reader shows of a ModulePreflightReport. Unlike a record, it may come from another version of the product. */
export interface ModuleVerdict {
  preflightUid: string;
  namespace: string;
  module: { name: string; uid: string };
  status: VerificationStatus;
  /** Possibly one that this version does not know. */
  reason: string;
  message: string;
  checks: Check[];
  mapping?: ResolvedMapping;
  image?: Partial<VerdictImage>;
  /** Nodes that would load the Module with this kernel. */
  nodes?: number;
  needed: boolean;
  attempts: number;
  completedAt?: string;
  nextAttemptAt?: string;
  /** Last change of the status. */
  since?: string;
  observed: { preflightGeneration: number; moduleGeneration: number };
}

type RawStatus = Partial<ModuleReport['status']>;

interface RawReport extends KubeObject {
  spec?: Partial<ModuleReport['spec']>;
  status?: RawStatus;
}

const STATUSES: readonly string[] = ['Success', 'Failure', 'InProgress'] satisfies VerificationStatus[];
const RESULTS: readonly string[] = ['Pass', 'Fail', 'Warn', 'Unknown', 'Skipped'] satisfies CheckResult[];

/** ModulePreflightReport as the API server sends it → what is shown of it; undefined before it has a verdict. */
export function parseModuleVerdict(raw: KubeObject): ModuleVerdict | undefined {
  const { metadata, spec, status } = raw as RawReport;
  if (!status?.status || !STATUSES.includes(status.status)) return undefined;
  return {
    ...parseSpec(spec),
    namespace: metadata.namespace ?? '',
    status: status.status,
    reason: textOf(status.reason),
    message: textOf(status.message),
    checks: objectsOf(status.checks).map(parseCheck),
    needed: status.needed ?? true,
    attempts: status.attempts ?? 0,
    observed: parseObserved(status.observed),
    ...parseSubject(status),
    ...parseTimes(status),
  };
}

function parseSpec(spec: RawReport['spec']): Pick<ModuleVerdict, 'preflightUid' | 'module'> {
  return {
    preflightUid: textOf(spec?.preflight?.uid),
    module: { name: textOf(spec?.module?.name), uid: textOf(spec?.module?.uid) },
  };
}

function parseObserved(observed: Partial<ModuleVerdict['observed']> | undefined): ModuleVerdict['observed'] {
  const { preflightGeneration = 0, moduleGeneration = 0 } = observed ?? {};
  return { preflightGeneration, moduleGeneration };
}

function parseSubject({ mapping, image, nodes }: RawStatus): Pick<ModuleVerdict, 'mapping' | 'image' | 'nodes'> {
  return {
    ...(mapping && { mapping }),
    ...(image && { image }),
    ...(typeof nodes?.matching === 'number' && { nodes: nodes.matching }),
  };
}

function parseTimes(status: RawStatus): Pick<ModuleVerdict, 'completedAt' | 'nextAttemptAt' | 'since'> {
  const { completedAt, nextAttemptAt } = status;
  const since = objectsOf(status.conditions).find(({ type }) => type === 'Verified')?.lastTransitionTime;
  return {
    ...(completedAt !== undefined && { completedAt }),
    ...(nextAttemptAt !== undefined && { nextAttemptAt }),
    ...(since !== undefined && { since }),
  };
}

function parseCheck({ name, result, reason, message }: Check): Check {
  return {
    name: textOf(name),
    result: RESULTS.includes(result) ? result : 'Unknown',
    reason: textOf(reason),
    message: textOf(message),
  };
}
