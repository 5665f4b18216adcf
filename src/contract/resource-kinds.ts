import type { ResourceKind } from './kube-object';

/** `apiVersion` as objects carry it: `group/version`, or `version` for the core group. */
function kind(apiVersion: string, plural: string, name: string, namespaced: boolean): ResourceKind {
  const slash = apiVersion.indexOf('/');
  return {
    group: apiVersion.slice(0, Math.max(0, slash)),
    version: apiVersion.slice(slash + 1),
    plural,
    kind: name,
    namespaced,
  };
}

/** KMM's own kinds. v1beta2 of the preflights only: v1beta1 needs a conversion webhook that may be down (W28). */
export const MODULE = kind('kmm.sigs.x-k8s.io/v1beta1', 'modules', 'Module', true);
export const PREFLIGHT_OCP = kind(
  'kmm.sigs.x-k8s.io/v1beta2',
  'preflightvalidationsocp',
  'PreflightValidationOCP',
  false,
);
export const PREFLIGHT_CHILD = kind('kmm.sigs.x-k8s.io/v1beta2', 'preflightvalidations', 'PreflightValidation', false);

export const MODULE_REPORT = kind('kmm-preflight.io/v1alpha1', 'modulepreflightreports', 'ModulePreflightReport', true);
export const PREFLIGHT_REPORT = kind('kmm-preflight.io/v1alpha1', 'preflightreports', 'PreflightReport', false);

export const NODE = kind('v1', 'nodes', 'Node', false);
export const SECRET = kind('v1', 'secrets', 'Secret', true);
export const CONFIG_MAP = kind('v1', 'configmaps', 'ConfigMap', true);
export const SERVICE_ACCOUNT = kind('v1', 'serviceaccounts', 'ServiceAccount', true);
export const EVENT = kind('v1', 'events', 'Event', true);
export const DEPLOYMENT = kind('apps/v1', 'deployments', 'Deployment', true);
export const LEASE = kind('coordination.k8s.io/v1', 'leases', 'Lease', true);

export const IMAGE_CONFIG = kind('config.openshift.io/v1', 'images', 'Image', false);
export const PROXY_CONFIG = kind('config.openshift.io/v1', 'proxies', 'Proxy', false);
export const DIGEST_MIRRORS = kind('config.openshift.io/v1', 'imagedigestmirrorsets', 'ImageDigestMirrorSet', false);
export const TAG_MIRRORS = kind('config.openshift.io/v1', 'imagetagmirrorsets', 'ImageTagMirrorSet', false);
export const CONTENT_SOURCES = kind(
  'operator.openshift.io/v1alpha1',
  'imagecontentsourcepolicies',
  'ImageContentSourcePolicy',
  false,
);

export const CLUSTER_VERSION = kind('config.openshift.io/v1', 'clusterversions', 'ClusterVersion', false);
export const MACHINE_CONFIG_POOL = kind(
  'machineconfiguration.openshift.io/v1',
  'machineconfigpools',
  'MachineConfigPool',
  false,
);
export const MACHINE_CONFIG = kind('machineconfiguration.openshift.io/v1', 'machineconfigs', 'MachineConfig', false);
export const IMAGE_STREAM = kind('image.openshift.io/v1', 'imagestreams', 'ImageStream', true);
