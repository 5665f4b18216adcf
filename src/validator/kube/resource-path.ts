import type { ResourceKind } from '../ports';

/** Path of a kind's collection, or of one object in it. Without namespace, a namespaced kind means all namespaces. */
export function resourcePath(kind: ResourceKind, namespace?: string, name?: string): string {
  const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  const scope = kind.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${scope}/${kind.plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
}
