import { KubeError, type KubeErrorKind } from '../kube-error';
import { type WatchEnd, WatchPacing } from './watch-pacing';

const LIMITS = { backoff: { minMs: 500, maxMs: 30_000 }, minSpacingMs: 1_000, steadyMs: 10_000 };

const refused = (kind: KubeErrorKind, retryAfterMs?: number): WatchEnd => ({
  how: 'refused',
  error: new KubeError(kind, kind, retryAfterMs === undefined ? {} : { retryAfterMs }),
});

test.each<[string, WatchEnd, number, { pauseMs: number; relist: boolean }]>([
  ['a reset is followed by a watch at once', { how: 'broken', error: 0 }, 50, { pauseMs: 0, relist: false }],
  ['a quick close waits for the rest of the second', { how: 'closed' }, 400, { pauseMs: 600, relist: false }],
  ['a close after a while does not wait', { how: 'closed' }, 5_000, { pauseMs: 0, relist: false }],
  ['410 means listing again at once', { how: 'expired' }, 50, { pauseMs: 0, relist: true }],
])('%s', (_, end, lived, expected) => {
  expect(new WatchPacing(LIMITS).next(end, lived, true)).toEqual(expected);
});

test.each<[WatchEnd, boolean]>([
  [refused('Unreachable'), false],
  [refused('Overloaded'), false],
  [refused('NotFound'), true],
  [refused('Forbidden'), true],
  [refused('Unauthorized'), true],
  [refused('Invalid'), true],
  [{ how: 'garbled', error: 0 }, true],
])('a refused or garbled watch %# backs off', (end, relist) => {
  const next = new WatchPacing(LIMITS).next(end, 0, false);
  expect(next.relist).toBe(relist);
  expect(next.pauseMs).toBeGreaterThanOrEqual(500);
});

test('Retry-After is kept', () => {
  expect(new WatchPacing(LIMITS).next(refused('Overloaded', 7_000), 0, false).pauseMs).toBe(7_000);
});

test.each<WatchEnd>([{ how: 'closed' }, { how: 'broken', error: 0 }, { how: 'expired' }, refused('Unreachable')])(
  'a streak of %o slows down to the upper limit, and a steady watch ends it',
  (end) => {
    const pacing = new WatchPacing(LIMITS);
    const pauses = Array.from({ length: 12 }, () => pacing.next(end, 10, true).pauseMs);
    expect(pauses.at(-1)).toBe(30_000);
    expect(pauses.reduce((sum, pause) => sum + pause)).toBeGreaterThan(60_000);
    expect(pacing.next({ how: 'broken', error: 0 }, 10_000, true).pauseMs).toBe(0);
  },
);

test('the first 410 after an outage lists at once', () => {
  const pacing = new WatchPacing(LIMITS);
  for (let index = 0; index < 10; index += 1) pacing.next(refused('Unreachable'), 0, false);
  expect(pacing.next({ how: 'expired' }, 5, true)).toEqual({ pauseMs: 0, relist: true });
  expect(pacing.next({ how: 'expired' }, 5, true).pauseMs).toBe(30_000);
});
