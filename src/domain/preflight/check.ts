import type { Evidence } from './evidence';
import type { Reason } from './reason';
import type { Check } from './verdict';

/**
 * What one check says. `verdict` ends the chain: the Module has that reason. A check that does not apply answers
 * undefined and leaves no line in the report.
 */
export interface CheckOutcome {
  check: Check;
  verdict?: { reason: Reason; message: string };
}

/** One check: evidence in, at most one line out. Pure. */
export type CheckFunction = (evidence: Evidence) => CheckOutcome | undefined;
