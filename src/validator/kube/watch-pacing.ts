import type { KubeError } from '../kube-error';
import { Backoff, type BackoffLimits } from './backoff';

/** How a watch ended. */
export type WatchEnd =
  | { how: 'closed' } // the server ended it in good order
  | { how: 'broken'; error: unknown } // reset, or cut off
  | { how: 'silent' } // nothing came for too long: half-open
  | { how: 'expired' } // 410: the resource version is too old
  | { how: 'refused'; error: KubeError } // not opened, or an ERROR event
  | { how: 'garbled'; error: unknown }; // a line that is too long or no event

export interface PacingLimits {
  backoff: BackoffLimits;
  /** Between the starts of two watches, when the server keeps closing them. Milliseconds. */
  minSpacingMs: number;
  /** A watch that lasted this long ends a streak of failures. Milliseconds. */
  steadyMs: number;
}

export interface NextWatch {
  pauseMs: number;
  /** List again instead of going on from the last resource version. */
  relist: boolean;
}

const ERRORS_UNTIL_RELIST = 3;
const SILENCES_UNTIL_RELIST = 2;

/** Decides when to watch again: at once after a single mishap, ever more slowly in a streak of them. */
export class WatchPacing {
  private readonly backoff: Backoff;
  private streak = 0;
  private silences = 0;
  private last: WatchEnd['how'] | undefined;

  constructor(private readonly limits: PacingLimits) {
    this.backoff = new Backoff(limits.backoff);
  }

  /** What to do after a watch that lasted `livedMs`; `heard` is whether it brought anything. */
  next(end: WatchEnd, livedMs: number, heard: boolean): NextWatch {
    if (livedMs >= this.limits.steadyMs) {
      this.streak = 0;
      this.backoff.reset();
    }
    this.streak += 1;
    this.silences = heard ? 0 : this.silences + (end.how === 'silent' ? 1 : 0);
    const next = { pauseMs: this.pause(end, livedMs), relist: this.relist(end) };
    this.last = end.how;
    return next;
  }

  private pause(end: WatchEnd, livedMs: number): number {
    const spacing = end.how === 'closed' ? Math.max(0, this.limits.minSpacingMs - livedMs) : 0;
    // After an outage the first 410 is the server's return, not one more failure.
    if (end.how === 'expired' && this.last !== 'expired') return 0;
    const gentle = end.how !== 'refused' && end.how !== 'garbled';
    if (this.streak === 1 && gentle) return spacing;
    const asked = end.how === 'refused' ? (end.error.details.retryAfterMs ?? 0) : 0;
    return Math.max(spacing, asked, this.backoff.next());
  }

  private relist(end: WatchEnd): boolean {
    switch (end.how) {
      case 'expired':
      case 'garbled':
        return true;
      case 'silent':
        // A server restored from a backup may wait for a resource version that is far away.
        return this.silences >= SILENCES_UNTIL_RELIST;
      case 'refused':
        if (end.error.kind === 'ServerError') return this.streak >= ERRORS_UNTIL_RELIST;
        return !end.error.retryable;
      default:
        return false;
    }
  }
}
