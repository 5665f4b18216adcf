import { LRUCache } from 'lru-cache';

/** How an exchange went, for the limit: `overloaded` is 429, 503 or a time-out; `neutral` says nothing about load. */
export type ExchangeOutcome = 'good' | 'overloaded' | 'neutral';

/** The permission for one exchange. `release` must be called exactly once. */
export interface Slot {
  /** `retryAfterMs`: the host asked for no new request before then. */
  release(outcome: ExchangeOutcome, retryAfterMs?: number): void;
}

/** Why a waiter goes on. */
type Wakening = 'admitted' | 'aborted' | 'closed';

/** Only the first wakening counts. */
interface Waiter {
  wake(why: Wakening): void;
}

interface HostState {
  limit: number;
  active: number;
  waiters: Set<Waiter>;
  /** Number of the next exchange; exchanges older than `halvedAt` were begun under the previous limit. */
  next: number;
  halvedAt: number;
  heldUntil: number;
  timer: NodeJS.Timeout | undefined;
}

const INITIAL_LIMIT = 8;
const LONGEST_HOLD_MS = 60_000;
const REMEMBERED_HOSTS = 1_000;

/**
 * Bounds the concurrent requests to each host. A host starts at 8; every good answer while all places are taken adds
 * one, up to the cap; an overloaded answer halves, once for all exchanges that were under way together. First come,
 * first served.
 */
export class HostLimiter {
  private readonly hosts = new LRUCache<string, HostState>({ max: REMEMBERED_HOSTS });

  constructor(private readonly cap: number) {}

  /** Waits for a place. Throws the signal's reason when it aborts first; an aborted waiter leaves the queue. */
  async acquire(host: string, signal: AbortSignal): Promise<Slot> {
    signal.throwIfAborted();
    const state = this.stateOf(host);
    if (state.waiters.size > 0 || !this.hasPlace(state)) await this.queue(state, signal);
    else state.active += 1;
    const number = state.next++;
    return { release: (outcome, retryAfterMs) => this.release(state, number, outcome, retryAfterMs) };
  }

  /** The present limit of a host. */
  limitOf(host: string): number {
    return this.stateOf(host).limit;
  }

  /** Refuses everybody who waits and stops the timers. */
  close(): void {
    for (const state of this.hosts.values()) {
      stopTimer(state);
      for (const waiter of state.waiters) waiter.wake('closed');
      state.waiters.clear();
    }
  }

  private stateOf(host: string): HostState {
    const known = this.hosts.get(host);
    if (known !== undefined) return known;
    const limit = Math.min(INITIAL_LIMIT, this.cap);
    const state: HostState = {
      limit,
      active: 0,
      waiters: new Set(),
      next: 0,
      halvedAt: 0,
      heldUntil: 0,
      timer: undefined,
    };
    this.hosts.set(host, state);
    return state;
  }

  private hasPlace(state: HostState): boolean {
    return state.active < state.limit && Date.now() >= state.heldUntil;
  }

  private async queue(state: HostState, signal: AbortSignal): Promise<void> {
    let leave = (): void => undefined;
    const wakening = new Promise<Wakening>((wake) => {
      const waiter: Waiter = { wake };
      leave = () => {
        state.waiters.delete(waiter);
        if (state.waiters.size === 0) stopTimer(state);
        wake('aborted');
      };
      state.waiters.add(waiter);
      signal.addEventListener('abort', leave);
    });
    this.admitWaiters(state);
    const woken = await wakening;
    signal.removeEventListener('abort', leave);
    if (woken === 'aborted') signal.throwIfAborted();
    if (woken === 'closed') throw new DOMException('The registry client is closed', 'AbortError');
  }

  private release(state: HostState, number: number, outcome: ExchangeOutcome, retryAfterMs = 0): void {
    const wasBusy = state.waiters.size > 0 || state.active >= state.limit;
    state.active -= 1;
    if (number >= state.halvedAt) {
      if (outcome === 'good' && wasBusy) state.limit = Math.min(this.cap, state.limit + 1);
      if (outcome === 'overloaded') {
        state.limit = Math.max(1, Math.floor(state.limit / 2));
        state.halvedAt = state.next;
      }
    }
    if (retryAfterMs > 0) {
      state.heldUntil = Math.max(state.heldUntil, Date.now() + Math.min(retryAfterMs, LONGEST_HOLD_MS));
    }
    this.admitWaiters(state);
  }

  /** The place is taken on behalf of the waiter here, not when it wakes: nobody can slip in between. */
  private admitWaiters(state: HostState): void {
    for (const waiter of state.waiters) {
      if (!this.hasPlace(state)) break;
      state.waiters.delete(waiter);
      state.active += 1;
      waiter.wake('admitted');
    }
    const held = state.heldUntil - Date.now();
    if (state.waiters.size === 0 || held <= 0 || state.timer !== undefined) return;
    state.timer = setTimeout(() => {
      state.timer = undefined;
      this.admitWaiters(state);
    }, held);
  }
}

function stopTimer(state: HostState): void {
  clearTimeout(state.timer);
  state.timer = undefined;
}
