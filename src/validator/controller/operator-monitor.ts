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
  const renewSeenAt = new Map<string, number>();
  let startedAt = clock.now();
  let lastAliveAt: number | undefined;

  /** When the clock was set back, what seems to lie ahead counts as just seen: the operator is given more time, once. */
  const readClock = (): number => {
    const now = clock.now();
    for (const [namespace, at] of renewSeenAt) if (at > now) renewSeenAt.set(namespace, now);
    if (lastAliveAt !== undefined) lastAliveAt = Math.min(lastAliveAt, now);
    startedAt = Math.min(startedAt, now);
    return now;
  };
  const managedNamespaces = (): Set<string> =>
    new Set([...deployments()].filter(({ managed }) => managed).map(({ namespace }) => namespace));
  const countingLeases = (): OperatorLease[] => {
    const managed = managedNamespaces();
    return [...leases()].filter(({ namespace }) => !managed.has(namespace));
  };

  return {
    state() {
      const now = readClock();
      const held = countingLeases();
      const renewals = held.flatMap(({ namespace }) => renewSeenAt.get(namespace) ?? []);
      const running = [...deployments()].some(({ available, managed }) => available && !managed);
      const signs = [...renewals, ...(running ? [now] : []), ...(lastAliveAt === undefined ? [] : [lastAliveAt])];
      if (signs.length > 0) lastAliveAt = Math.max(...signs);
      const alive = running || renewals.some((seenAt) => now - seenAt < LEASE_ALIVE_MS);
      const unknown = held.length > 0 && lastAliveAt === undefined && now - startedAt < LEASE_ALIVE_MS;
      return { alive, lastAliveAt, unknown };
    },
    nextChangeInMs() {
      const now = readClock();
      const ends = [...renewSeenAt.values(), ...(countingLeases().length > 0 ? [startedAt] : [])]
        .map((since) => since + LEASE_ALIVE_MS - now)
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
