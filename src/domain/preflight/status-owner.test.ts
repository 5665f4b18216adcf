import { NOON } from '../../testing/builders';
import type { ChildState, OperatorState } from './status-owner';
import { decideStatusOwner, OPERATOR_GRACE_MS } from './status-owner';

const ALIVE: OperatorState = { alive: true, lastAliveAt: NOON, unknown: false };
const NEVER_SEEN: OperatorState = { alive: false, lastAliveAt: undefined, unknown: false };
const UNKNOWN: OperatorState = { alive: false, lastAliveAt: undefined, unknown: true };
const silentFor = (ms: number): OperatorState => ({ alive: false, lastAliveAt: NOON - ms, unknown: false });

const NO_CRD: ChildState = { served: false, exists: false };
const NO_CHILD: ChildState = { served: true, exists: false };
const CHILD: ChildState = { served: true, exists: true };

describe('auto: who owns', () => {
  test.each<[string, OperatorState, ChildState, 'KMMOperator' | 'Validator']>([
    ['alive, with a child', ALIVE, CHILD, 'KMMOperator'],
    ['alive, before it made the child', ALIVE, NO_CHILD, 'KMMOperator'],
    ['alive, and the CRD is not known yet', ALIVE, NO_CRD, 'KMMOperator'],
    ['silent for less than 5 min, with a child', silentFor(OPERATOR_GRACE_MS - 1), CHILD, 'KMMOperator'],
    ['silent for 5 min, with a child', silentFor(OPERATOR_GRACE_MS), CHILD, 'Validator'],
    ['just silent, no child', silentFor(1), NO_CHILD, 'Validator'],
    ['just silent, the CRD is gone', silentFor(1), NO_CRD, 'Validator'],
    ['not known yet, with a child', UNKNOWN, CHILD, 'KMMOperator'],
    ['not known yet, no child', UNKNOWN, NO_CHILD, 'Validator'],
    ['not known yet, the CRD is gone', UNKNOWN, NO_CRD, 'Validator'],
    ['never seen, with a child that an uninstall left', NEVER_SEEN, CHILD, 'Validator'],
    ['never seen, no child', NEVER_SEEN, NO_CHILD, 'Validator'],
  ])('%s', (_case, operator, child, owner) => {
    expect(decideStatusOwner('auto', operator, child, NOON)).toEqual({ owner, writes: owner === 'Validator' });
  });
});

test('controller writes regardless', () => {
  expect(decideStatusOwner('controller', ALIVE, CHILD, NOON)).toEqual({ owner: 'Validator', writes: true });
});

test.each([
  [ALIVE, 'KMMOperator'],
  [NEVER_SEEN, 'Validator'],
])('observer never writes and still says who owns', (operator, owner) => {
  expect(decideStatusOwner('observer', operator, NO_CHILD, NOON)).toEqual({ owner, writes: false });
});
