import type { StatusOwner } from '../domain/preflight/status-owner';
import type { Counts } from '../domain/preflight/summary';
import { concludePreflight } from '../domain/preflight/summary';
import type { Condition } from './condition';
import { keepTransitionTimes } from './condition';
import type { KubeObject } from './kube-object';
import { apiVersionOf } from './kube-object';
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

/** PreflightReport as the API server sends it → what is kept; undefined parts of a foreign object get safe values. */
export function parsePreflightReport(raw: KubeObject): PreflightReport {
  const { metadata, status } = raw as PreflightReport;
  const { name, uid, resourceVersion } = metadata;
  return {
    metadata: { name, ...(uid !== undefined && { uid }), ...(resourceVersion !== undefined && { resourceVersion }) },
    status: { ...status, preflightUID: status?.preflightUID ?? '', conditions: status?.conditions ?? [] },
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
  const wasCompleted = before?.conditions.some(({ type, status }) => type === 'Completed' && status === 'True');
  const completedAt = wasCompleted ? (before?.completedAt ?? now) : now;
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
      startedAt:
        before?.preflightGeneration === preflight.generation
          ? (before.startedAt ?? summary.startedAt)
          : summary.startedAt,
      ...(completed && { completedAt }),
      conditions: keepTransitionTimes(conditions, before?.conditions ?? []),
    },
  };
}

function reasonOf(verified: 'True' | 'False' | 'Unknown'): string {
  return { True: 'AllReady', False: 'ModulesFail', Unknown: 'InProgress' }[verified];
}
