import type { GoArchitecture, KernelType } from '../domain/kernel/kernel-target';
import { parseKernelTarget } from '../domain/kernel/kernel-target';
import type { Standing } from '../domain/preflight/standing';
import { standingOfCounts, standingOfEntry } from '../domain/preflight/standing';
import type { StatusOwner } from '../domain/preflight/status-owner';
import type { Counts } from '../domain/preflight/summary';
import { NO_COUNTS } from '../domain/preflight/summary';
import type { Preflight } from './preflight';
import type { PreflightReport } from './preflight-report';

/** A preflight in one line, without its reports. */
export interface PreflightOverview {
  preflight: Preflight;
  architecture: GoArchitecture | undefined;
  kernelType: KernelType;
  /** Release, else kernel: what people call it. */
  target: string;
  /** Undefined when nothing has looked at it yet. */
  counts: Counts | undefined;
  standing: Standing;
  /** The counts are about an older spec. */
  outdated: boolean;
  /** Undefined while nobody has written anything. */
  writer: StatusOwner | undefined;
}

const COUNT_OF_STANDING: Record<Standing, Exclude<keyof Counts, 'total'>> = {
  failed: 'failed',
  'in-progress': 'inProgress',
  retrying: 'inProgress',
  warned: 'warned',
  passed: 'passed',
  'nothing-to-load': 'passed',
  'not-needed': 'notNeeded',
  'not-checked': 'inProgress',
};

/** A PVO and its PreflightReport, if there is one → one line. Without a report KMM's status is counted. */
export function summarizePreflight(preflight: Preflight, report: PreflightReport | undefined): PreflightOverview {
  const own = report?.status.preflightUID === preflight.uid ? report.status : undefined;
  const fallback = countEntries(preflight);
  const counts = own ? { ...NO_COUNTS, ...own.counts } : fallback;
  return {
    preflight,
    ...describeKernel(preflight.kernelVersion),
    target: preflight.release ?? preflight.kernelVersion,
    counts,
    standing: standingOfCounts(counts),
    outdated: own !== undefined && own.preflightGeneration !== preflight.generation,
    // The validator never writes a status without a report beside it.
    writer: own?.statusOwner ?? (fallback && 'KMMOperator'),
  };
}

function describeKernel(kernelVersion: string): Pick<PreflightOverview, 'architecture' | 'kernelType'> {
  const { architecture, type } = parseKernelTarget(kernelVersion);
  return { architecture, kernelType: type };
}

function countEntries({ statusModules }: Preflight): Counts | undefined {
  if (statusModules.length === 0) return undefined;
  const counts = { ...NO_COUNTS, total: statusModules.length };
  for (const entry of statusModules) counts[COUNT_OF_STANDING[standingOfEntry(entry)]] += 1;
  return counts;
}
