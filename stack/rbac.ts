import type { ResourceKind } from '../src/contract/kube-object';
import { applyObject, type CallsApi } from './apply-object';

/** A rule of a Role or ClusterRole. */
export interface PolicyRule {
  apiGroups: readonly string[];
  resources: readonly string[];
  verbs: readonly string[];
  resourceNames?: readonly string[];
}

/** Rights that are given to one user: everywhere, or in one namespace. */
export interface Grant {
  /** Of the role and its binding. */
  name: string;
  user: string;
  namespace?: string;
  rules: readonly PolicyRule[];
}

const RBAC_GROUP = 'rbac.authorization.k8s.io';
const rbacKind = (plural: string, kind: string, namespaced: boolean): ResourceKind => ({
  group: RBAC_GROUP,
  version: 'v1',
  plural,
  kind,
  namespaced,
});
const CLUSTER_ROLE = rbacKind('clusterroles', 'ClusterRole', false);
const CLUSTER_ROLE_BINDING = rbacKind('clusterrolebindings', 'ClusterRoleBinding', false);
const ROLE = rbacKind('roles', 'Role', true);
const ROLE_BINDING = rbacKind('rolebindings', 'RoleBinding', true);

/** Writes the role with these rules and binds it to the user. */
export async function applyGrant(controlPlane: CallsApi, { name, user, namespace, rules }: Grant): Promise<void> {
  const [role, binding] = namespace === undefined ? [CLUSTER_ROLE, CLUSTER_ROLE_BINDING] : [ROLE, ROLE_BINDING];
  const metadata = { name, ...(namespace !== undefined && { namespace }) };
  const bound = {
    metadata,
    roleRef: { apiGroup: RBAC_GROUP, kind: role.kind, name },
    subjects: [{ apiGroup: RBAC_GROUP, kind: 'User', name: user }],
  };
  const written = { metadata, rules };
  await applyObject(controlPlane, role, written);
  await applyObject(controlPlane, binding, bound);
}
