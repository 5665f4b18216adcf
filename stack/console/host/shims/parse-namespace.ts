/** What the SDK says for all namespaces. */
export const ALL_NAMESPACES = '#ALL_NS#';

/** Namespace of an address; undefined when it has none. It is the second segment's business alone, as in the console. */
export function parseNamespace(path: string): string | undefined {
  const [, scope, name, object] = path.split('/').filter((segment) => segment !== '');
  if (scope === 'all-namespaces') return ALL_NAMESPACES;
  if (scope === 'ns' && name !== undefined) return decodeURIComponent(name);
  if (scope === 'cluster' && name === 'namespaces' && object !== undefined) return decodeURIComponent(object);
  return undefined;
}
