import type { Extension, PluginStore } from '@openshift/dynamic-plugin-sdk';
import { isModelFeatureFlag } from '@openshift-console/dynamic-plugin-sdk/lib/extensions/feature-flags';
import { referenceFor, type K8sModel } from './k8s-model';
import { setFlag, store } from './store/store';

/** Flags that the console itself sets for a kind that is served. */
const OWN: readonly { flag: string; model: { group?: string; version?: string; kind?: string } }[] = [
  { flag: 'CLUSTER_VERSION', model: { group: 'config.openshift.io', version: 'v1', kind: 'ClusterVersion' } },
];

/**
 * Sets the flags that say whether a kind is served, before the models are announced, so that no default page is drawn
 * in the place of a plugin's. The console keeps the first flag of a kind only: a second one never turns on.
 */
export function setModelFlags(pluginStore: PluginStore, models: readonly K8sModel[]): void {
  const served = new Set(models.map(referenceFor));
  const taken = new Set<string>();
  const asked = (pluginStore.getExtensions() as Extension[]).filter(isModelFeatureFlag);
  for (const { flag, model } of [...OWN, ...asked.map(({ properties }) => properties)]) {
    const reference = `${model.group ?? 'core'}~${model.version ?? ''}~${model.kind ?? ''}`;
    if (!taken.has(reference)) store.dispatch(setFlag(flag, served.has(reference)));
    taken.add(reference);
  }
  pluginStore.setFeatureFlags(store.getState().FLAGS.toObject());
}
