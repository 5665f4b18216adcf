/** Who writes a PVO's status. */
export type StatusOwner = 'Validator' | 'KMMOperator';

export type Mode = 'auto' | 'controller' | 'observer';

/** What is known of the KMM operator, by our own clock. */
export interface OperatorState {
  /** A Deployment or a Lease shows that it runs (kmm.md §6.3). */
  alive: boolean;
  /** Since when it is not alive any more; undefined when it was never seen alive. */
  lastAliveAt: number | undefined;
  /** Not enough was seen yet to say that it is not alive. */
  unknown: boolean;
}

/** What is known of the child PreflightValidation that only the operator makes. */
export interface ChildState {
  /** The CRD exists. */
  served: boolean;
  /** A child with the PVO's UID as controller exists. */
  exists: boolean;
}

export interface Ownership {
  owner: StatusOwner;
  /** Whether this process may write the PVO's status. */
  writes: boolean;
}

/** The operator gets this long to come back before a PVO that it had begun is taken over; milliseconds. */
export const OPERATOR_GRACE_MS = 5 * 60_000;

/** Who owns the status of one PVO (design §7): never fight the operator. */
export function decideStatusOwner(mode: Mode, operator: OperatorState, child: ChildState, now: number): Ownership {
  const owner = operatorOwns(operator, child, now) ? 'KMMOperator' : 'Validator';
  if (mode === 'controller') return { owner: 'Validator', writes: true };
  return { owner, writes: mode === 'auto' && owner === 'Validator' };
}

function operatorOwns(operator: OperatorState, child: ChildState, now: number): boolean {
  if (operator.alive) return true;
  if (!child.served || !child.exists) return false;
  if (operator.unknown) return true;
  return operator.lastAliveAt !== undefined && now - operator.lastAliveAt < OPERATOR_GRACE_MS;
}
