import type { ReleasePool, SelectorExpression } from './cluster-facts';
import { selectPool } from './select-pool';

const ROLE = 'node-role.kubernetes.io/';

function pool(name: string, rest: Partial<ReleasePool> = {}): ReleasePool {
  return { name, matchLabels: { [`${ROLE}${name}`]: '' }, matchExpressions: [], ...rest };
}

const roles = (...names: string[]) => Object.fromEntries(names.map((name) => [`${ROLE}${name}`, '']));
const POOLS = [pool('worker'), pool('worker-rt'), pool('infra'), pool('master'), pool('arbiter')];

test.each([
  [['worker'], 'worker'],
  [['worker', 'worker-rt'], 'worker-rt'],
  [['worker', 'master'], 'master'],
  [['infra', 'master'], 'master'],
  [['arbiter', 'worker'], 'arbiter'],
  [['other'], undefined],
])('%j belongs to %s', (names, expected) => {
  expect(selectPool(roles(...names), POOLS)?.name).toBe(expected);
});

test.each<[SelectorExpression, boolean]>([
  [{ key: 'a', operator: 'In', values: ['1', '2'] }, true],
  [{ key: 'a', operator: 'In', values: ['3'] }, false],
  [{ key: 'b', operator: 'In', values: ['1'] }, false],
  [{ key: 'a', operator: 'NotIn', values: ['3'] }, true],
  [{ key: 'a', operator: 'NotIn', values: ['1'] }, false],
  [{ key: 'b', operator: 'NotIn', values: ['1'] }, true],
  [{ key: 'a', operator: 'Exists', values: [] }, true],
  [{ key: 'toString', operator: 'Exists', values: [] }, false],
  [{ key: 'b', operator: 'DoesNotExist', values: [] }, true],
  [{ key: 'a', operator: 'DoesNotExist', values: [] }, false],
  [{ key: 'a', operator: 'Gt', values: ['0'] }, false],
])('%j', (expression, expected) => {
  const custom = pool('custom', { matchLabels: {}, matchExpressions: [expression] });
  expect(selectPool({ a: '1' }, [custom]) !== undefined).toBe(expected);
});

test('an empty selector selects nothing', () => {
  expect(selectPool({ a: '1' }, [pool('custom', { matchLabels: {} })])).toBeUndefined();
});
