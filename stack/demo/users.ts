import type { Grant } from '../rbac';

const READ = ['get', 'list', 'watch'];
const OWN_KINDS = {
  apiGroups: ['kmm-preflight.io'],
  resources: ['modulepreflightreports', 'preflightreports'],
  verbs: READ,
};
const KMM_KINDS = { apiGroups: ['kmm.sigs.x-k8s.io'], resources: ['modules', 'preflightvalidationsocp'], verbs: READ };

/** Two people besides the administrator: one who sees everything, and one who sees a single namespace. */
export const USER_GRANTS: readonly Grant[] = [
  { name: 'demo-viewer', user: 'viewer', rules: [OWN_KINDS, KMM_KINDS] },
  { name: 'demo-gpu-team', user: 'few-rights', namespace: 'gpu', rules: [OWN_KINDS, KMM_KINDS] },
];
