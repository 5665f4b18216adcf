import type { Grant, PolicyRule } from '../rbac';

/** Home of the validator's Lease and of the releases that it has resolved. */
export const VALIDATOR_NAMESPACE = 'kmm-preflight';
const USER = 'validator';
const RELEASE_CACHE = 'kmm-preflight-releases';
const WATCH = ['list', 'watch'];

/** What the validator watches, of any namespace. */
const WATCHED: readonly PolicyRule[] = [
  {
    apiGroups: ['kmm.sigs.x-k8s.io'],
    resources: ['modules', 'preflightvalidationsocp', 'preflightvalidations'],
    verbs: WATCH,
  },
  {
    apiGroups: ['config.openshift.io'],
    resources: ['clusterversions', 'images', 'proxies', 'imagedigestmirrorsets', 'imagetagmirrorsets'],
    verbs: WATCH,
  },
  { apiGroups: ['machineconfiguration.openshift.io'], resources: ['machineconfigpools'], verbs: WATCH },
  { apiGroups: ['operator.openshift.io'], resources: ['imagecontentsourcepolicies'], verbs: WATCH },
  { apiGroups: [''], resources: ['nodes'], verbs: WATCH },
  // Signs of a living KMM operator, wherever it is installed.
  { apiGroups: ['apps'], resources: ['deployments'], verbs: WATCH },
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: WATCH },
];

/** Read one by one by name, so neither list nor watch. */
const READ: readonly PolicyRule[] = [
  // Pull secrets and the accounts that name them.
  { apiGroups: [''], resources: ['secrets', 'serviceaccounts'], verbs: ['get'] },
  // The rendered configs that pools name.
  { apiGroups: ['machineconfiguration.openshift.io'], resources: ['machineconfigs'], verbs: ['get'] },
];

const WRITTEN: readonly PolicyRule[] = [
  { apiGroups: ['kmm.sigs.x-k8s.io'], resources: ['preflightvalidationsocp/status'], verbs: ['patch'] },
  {
    apiGroups: ['kmm-preflight.io'],
    resources: ['modulepreflightreports', 'preflightreports'],
    // Server-side apply asks for create and patch.
    verbs: [...WATCH, 'create', 'update', 'patch', 'delete'],
  },
  { apiGroups: [''], resources: ['events'], verbs: ['create'] },
];

/** Every right that the validator uses, and no other: the demo runs with nothing else. */
export const VALIDATOR_GRANTS: readonly Grant[] = [
  { name: 'kmm-preflight-validator', user: USER, rules: [...WATCHED, ...READ, ...WRITTEN] },
  {
    name: 'kmm-preflight-validator-lease',
    user: USER,
    namespace: VALIDATOR_NAMESPACE,
    rules: [{ apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update'] }],
  },
  {
    name: 'kmm-preflight-validator-releases',
    user: USER,
    namespace: VALIDATOR_NAMESPACE,
    rules: [
      { apiGroups: [''], resources: ['configmaps'], verbs: ['create'] },
      // A create cannot be bound to a name.
      { apiGroups: [''], resources: ['configmaps'], resourceNames: [RELEASE_CACHE], verbs: ['get', 'patch'] },
    ],
  },
  {
    name: 'kmm-preflight-validator-toolkit',
    user: USER,
    namespace: 'openshift',
    rules: [
      {
        apiGroups: ['image.openshift.io'],
        resources: ['imagestreams'],
        resourceNames: ['driver-toolkit'],
        verbs: ['get'],
      },
    ],
  },
  {
    name: 'kmm-preflight-validator-authorities',
    user: USER,
    // The Image config's additionalTrustedCA and the Proxy's trustedCA are there.
    namespace: 'openshift-config',
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }],
  },
];
