import type { StatusOwner } from '../domain/preflight/status-owner';
import type { Counts } from '../domain/preflight/summary';
import { concludePreflight, NO_COUNTS } from '../domain/preflight/summary';
import type { Condition } from './condition';
import { keepTransitionTimes } from './condition';
import type { KubeObject } from './kube-object';
import { apiVersionOf } from './kube-object';
import { objectsOf, textOf } from './raw-json';
import { PREFLIGHT_OCP, PREFLIGHT_REPORT } from './resource-kinds';

/** A PreflightReport on the wire: the aggregate that a PVO cannot carry (design §4.3). */
export interface PreflightReport extends KubeObject {
  status: {
    preflightUID: string;
    preflightGeneration: number;
    statusOwner: StatusOwner;
    counts: Counts;
    startedAt?: string;
    completedAt?: string;
    conditions: Condition[];
  };
}

interface RawPreflightReport extends KubeObject {
  status?: Partial<PreflightReport['status']>;
}

/** PreflightReport as the API server sends it → what is kept; undefined parts of a foreign object get safe values. */
export function parsePreflightReport(raw: KubeObject): PreflightReport {
  const { metadata, status } = raw as RawPreflightReport;
  const { name, uid, resourceVersion } = metadata;
  return {
    metadata: { name, ...(uid !== undefined && { uid }), ...(resourceVersion !== undefined && { resourceVersion }) },
    status: {
      preflightGeneration: 0,
      statusOwner: 'Validator',
      counts: NO_COUNTS,
      ...status,
      preflightUID: textOf(status?.preflightUID),
      conditions: objectsOf(status?.conditions),
    },
  };
}

/** What a PreflightReport is made from. */
export interface PreflightSummary {
  preflight: { name: string; uid: string; generation: number };
  owner: StatusOwner;
  counts: Counts;
  startedAt: string;
}

/** The whole PreflightReport of a PVO; `previous` keeps the times that did not move. */
export function toPreflightReport(
  summary: PreflightSummary,
  previous: PreflightReport | undefined,
  now: string,
): PreflightReport {
  const { preflight, owner, counts } = summary;
  const before = previous?.status.preflightUID === preflight.uid ? previous.status : undefined;
  const { completed, verified, message } = concludePreflight(counts);
  const times = selectTimes(summary, before, now);
  const conditions: Condition[] = [
    {
      type: 'Completed',
      status: completed ? 'True' : 'False',
      reason: completed ? 'Completed' : 'InProgress',
      message,
      lastTransitionTime: now,
    },
    { type: 'Verified', status: verified, reason: reasonOf(verified), message, lastTransitionTime: now },
  ];
  return {
    apiVersion: apiVersionOf(PREFLIGHT_REPORT),
    kind: PREFLIGHT_REPORT.kind,
    metadata: {
      name: preflight.name,
      ownerReferences: [
        {
          apiVersion: apiVersionOf(PREFLIGHT_OCP),
          kind: PREFLIGHT_OCP.kind,
          name: preflight.name,
          uid: preflight.uid,
          controller: true,
        },
      ],
    },
    status: {
      preflightUID: preflight.uid,
      preflightGeneration: preflight.generation,
      statusOwner: owner,
      counts,
      startedAt: times.startedAt,
      ...(completed && { completedAt: times.completedAt }),
      conditions: keepTransitionTimes(conditions, before?.conditions ?? []),
    },
  };
}

/** A new generation of the PVO is another preflight, which starts when it is first seen. */
function selectTimes(
  { preflight, startedAt }: PreflightSummary,
  before: PreflightReport['status'] | undefined,
  now: string,
): { startedAt: string; completedAt: string } {
  if (!before) return { startedAt, completedAt: now };
  if (before.preflightGeneration !== preflight.generation) return { startedAt: now, completedAt: now };
  const wasCompleted = before.conditions.some(({ type, status }) => type === 'Completed' && status === 'True');
  return {
    startedAt: before.startedAt ?? startedAt,
    completedAt: wasCompleted ? (before.completedAt ?? now) : now,
  };
}

function reasonOf(verified: 'True' | 'False' | 'Unknown'): string {
  return { True: 'AllReady', False: 'ModulesFail', Unknown: 'InProgress' }[verified];
}
