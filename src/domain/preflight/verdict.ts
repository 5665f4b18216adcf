import type { ResolvedMapping } from '../kmm/resolve-module';
import type { Reason, VerificationStatus } from './reason';

export type ReportStage = 'Image' | 'Build' | 'Sign' | 'Push' | 'Done';
export type CheckResult = 'Pass' | 'Fail' | 'Warn' | 'Unknown' | 'Skipped';

/** One line of a report's `checks`, in the order they ran. */
export interface Check {
  name: string;
  result: CheckResult;
  reason: string;
  message: string;
}

/** The image a verdict is about. `resolvedFrom` names the mirror or source that answered. */
export interface VerdictImage {
  reference: string;
  digest?: string;
  resolvedFrom?: string;
  platform?: string;
  mediaType?: string;
}

/** What is known of one Module for one kernel, and why. `message` is the cause, then the remedy. */
export interface Verdict {
  status: VerificationStatus;
  stage: ReportStage;
  reason: Reason;
  message: string;
  checks: Check[];
  mapping?: ResolvedMapping;
  image?: VerdictImage;
}

/** A verdict with its history: what a ModulePreflightReport holds. Times are milliseconds since the epoch. */
export interface VerdictRecord {
  verdict: Verdict;
  /** What the verdict is about, so that staleness can be computed. */
  observed: {
    preflightGeneration: number;
    moduleUid: string;
    moduleGeneration: number;
    inputsDigest: string;
    recheckRequestedAt?: string;
  };
  /** Begin of this series of attempts; a transient failure does not move it. */
  startedAt: number;
  completedAt?: number;
  attempts: number;
  nextAttemptAt?: number;
  /** Last change of `status`. */
  transitionedAt: number;
  nodesMatching: number;
  needed: boolean;
}
