import { latestRecheck } from './annotations';

const NOON = '2026-11-22T12:00:00Z';

test.each<[(string | undefined)[], string | undefined]>([
  [[], undefined],
  [[undefined, undefined], undefined],
  [[NOON, undefined], NOON],
  [[undefined, NOON], NOON],
  [[NOON, '2026-11-22T12:00:01Z'], '2026-11-22T12:00:01Z'],
  [['2026-11-22T12:00:01Z', NOON], '2026-11-22T12:00:01Z'],
  // Compared as times, not as texts.
  [['2026-11-22T13:30:00+02:00', NOON], NOON],
  [['2026-11-22T12:00:00.5Z', NOON], '2026-11-22T12:00:00.5Z'],
  // Equal times: the first, so that the answer does not move.
  [[NOON, '2026-11-22T14:00:00+02:00'], NOON],
])('of %j the latest is %j', (wishes, latest) => expect(latestRecheck(...wishes)).toBe(latest));

test.each([
  '',
  'now',
  'true',
  '2026-11-22',
  '22.11.2026 12:00',
  '2026-11-22T12:00:00',
  '2026-13-01T00:00:00Z',
  '1763812800',
  `${NOON} `,
])('%j is not RFC 3339 and no wish', (wish) => {
  expect(latestRecheck(wish)).toBeUndefined();
  expect(latestRecheck(wish, NOON)).toBe(NOON);
});
