import type { ReleasePool, SelectorExpression } from './cluster-facts';

type Labels = Readonly<Record<string, string>>;

/**
 * The MachineConfigPool that a node with these labels belongs to, as the machine-config operator decides: `master`, then
 * `arbiter`, then a custom pool, then `worker`. A pool with an empty selector selects nothing there.
 */
export function selectPool(labels: Labels, pools: readonly ReleasePool[]): ReleasePool | undefined {
  const matching = pools.filter((pool) => selects(pool, labels));
  const named = (name: string) => matching.find((pool) => pool.name === name);
  const custom = matching.find((pool) => !['master', 'arbiter', 'worker'].includes(pool.name));
  return named('master') ?? named('arbiter') ?? custom ?? named('worker');
}

function selects({ matchLabels, matchExpressions }: ReleasePool, labels: Labels): boolean {
  const wanted = Object.entries(matchLabels);
  if (wanted.length === 0 && matchExpressions.length === 0) return false;
  return (
    wanted.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value) &&
    matchExpressions.every((expression) => meets(expression, labels))
  );
}

function meets({ key, operator, values }: SelectorExpression, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  const listed = value !== undefined && values.includes(value);
  return operator === 'In' ? listed : operator === 'NotIn' && !listed;
}
