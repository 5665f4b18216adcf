import type { K8sModel as SdkModel } from '@openshift-console/dynamic-plugin-sdk';

/** A kind that the API server serves, in the words of the SDK. */
export type K8sModel = SdkModel;

/** `group~version~Kind`, the console's name of a kind; the group of the core API is `core`. */
export function referenceFor({ apiGroup = 'core', apiVersion, kind }: K8sModel): string {
  return `${apiGroup}~${apiVersion}~${kind}`;
}

/** `group~version~Kind` in parts. */
export function parseReference(reference: string): { group: string; version: string; kind: string } {
  const [group = '', version = '', kind = ''] = reference.split('~');
  return { group, version, kind };
}

/** The last part of an address for this kind: built-in kinds have a plain plural there. */
export function addressSegment(model: K8sModel): string {
  return model.crd ? referenceFor(model) : model.plural;
}

/** Address of one object, or of the list when there is no name. */
export function resourceAddress(model: K8sModel, name?: string, namespace?: string): string {
  const scope = model.namespaced ? (namespace === undefined ? 'all-namespaces' : `ns/${namespace}`) : 'cluster';
  const list = `/k8s/${scope}/${addressSegment(model)}`;
  return name === undefined ? list : `${list}/${encodeURIComponent(name)}`;
}

/** `group/version`, or the version alone for the core group. */
export function apiVersionOf({ apiGroup, apiVersion }: K8sModel): string {
  return apiGroup === undefined ? apiVersion : `${apiGroup}/${apiVersion}`;
}
