import type { ResourceKind } from '../../contract/kube-object';
import { PREFLIGHT_OCP } from '../../contract/resource-kinds';

function referenceOf({ group, version, kind }: ResourceKind): string {
  return `${group}~${version}~${kind}`;
}

/** Address of the list of all preflights. */
export const PREFLIGHTS_ADDRESS = `/k8s/cluster/${referenceOf(PREFLIGHT_OCP)}`;

/** Address of the form that makes a preflight. */
export const CREATE_ADDRESS = `${PREFLIGHTS_ADDRESS}/~new`;

/** Address of one preflight, or of one of its tabs. */
export function preflightAddress(name: string, tab?: 'modules' | 'yaml' | 'events'): string {
  const page = `${PREFLIGHTS_ADDRESS}/${encodeURIComponent(name)}`;
  return tab === undefined ? page : `${page}/${tab}`;
}

/** Address of the YAML of a namespaced object. */
export function yamlAddress(kind: ResourceKind, namespace: string, name: string): string {
  const reference = kind.group === '' ? kind.plural : referenceOf(kind);
  return `/k8s/ns/${encodeURIComponent(namespace)}/${reference}/${encodeURIComponent(name)}/yaml`;
}

/** Address of the list of a kind in one namespace. */
export function listAddress(kind: ResourceKind, namespace: string): string {
  return `/k8s/ns/${encodeURIComponent(namespace)}/${kind.group === '' ? kind.plural : referenceOf(kind)}`;
}
