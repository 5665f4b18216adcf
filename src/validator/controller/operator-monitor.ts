import type { OperatorDeployment, OperatorLease } from '../../contract/operator';
import type { OperatorState } from '../../domain/preflight/status-owner';
import type { CacheChange, Clock } from '../ports';

/** A Lease counts as held for this long after we saw its renewTime change; ms. */
const LEASE_ALIVE_MS = 45_000;

/** Watches for signs that a KMM operator runs preflights, by our own clock only (kmm.md §6.3). */
export interface OperatorMonitor {
  state(): OperatorState;
  /** When `state` may change without any event, ms from now; undefined: never. */
  nextChangeInMs(): number | undefined;
  onLease(change: CacheChange<OperatorLease>): void;
  /** A child PreflightValidation appeared: only a running operator makes one. */
  onChildAppeared(): void;
}

/** A monitor over the operator's Deployments and Leases. */
export function createOperatorMonitor(
  deployments: () => Iterable<OperatorDeployment>,
  leases: () => Iterable<OperatorLease>,
  clock: Clock,
): OperatorMonitor {
  const startedAt = clock.now();
  const renewSeenAt = new Map<string, number>();
  let lastAliveAt: number | undefined;

  const managedNamespaces = (): Set<string> =>
    new Set([...deployments()].filter(({ managed }) => managed).map(({ namespace }) => namespace));
  const countingLeases = (): OperatorLease[] => {
    const managed = managedNamespaces();
    return [...leases()].filter(({ namespace }) => !managed.has(namespace));
  };
  const leaseAlive = ({ namespace }: OperatorLease): boolean => {
    const seenAt = renewSeenAt.get(namespace);
    return seenAt !== undefined && clock.now() - seenAt < LEASE_ALIVE_MS;
  };

  return {
    state() {
      const held = countingLeases();
      const alive = [...deployments()].some(({ available, managed }) => available && !managed) || held.some(leaseAlive);
      if (alive) lastAliveAt = clock.now();
      const unknown =
        !alive && held.length > 0 && lastAliveAt === undefined && clock.now() - startedAt < LEASE_ALIVE_MS;
      return { alive, lastAliveAt, unknown };
    },
    nextChangeInMs() {
      const ends = [...renewSeenAt.values(), ...(countingLeases().length > 0 ? [startedAt] : [])]
        .map((since) => since + LEASE_ALIVE_MS - clock.now())
        .filter((ms) => ms > 0);
      return ends.length === 0 ? undefined : Math.min(...ends);
    },
    onLease({ current, previous }) {
      // The first sight tells nothing: a Lease outlives its holder. Only a change that we see is a sign of life.
      if (current && previous && current.renewTime !== previous.renewTime)
        renewSeenAt.set(current.namespace, clock.now());
    },
    onChildAppeared() {
      lastAliveAt = clock.now();
    },
  };
}
