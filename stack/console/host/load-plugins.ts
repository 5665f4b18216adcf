import { PluginStore } from '@openshift/dynamic-plugin-sdk';
import { listUnsupportedTypes } from './extension-types';
import { createShareScope } from './share-scope';

/** Loads plugins as the console does. Throws when one does not load, or when it extends what the host does not have. */
export async function loadPlugins(names: readonly string[]): Promise<PluginStore> {
  const { releaseVersion } = window.SERVER_FLAGS;
  const pluginStore = new PluginStore({
    loaderOptions: {
      entryCallbackSettings: { name: '__load_plugin_entry__', registerCallback: true },
      fetchImpl: (url, init) => fetch(url, { ...init, cache: 'no-cache' }),
      customDependencyResolutions: { '@console/pluginAPI': releaseVersion },
      sharedScope: createShareScope(),
    },
  });
  for (const name of names) {
    await pluginStore.loadPlugin(`${window.location.origin}/api/plugins/${name}/plugin-manifest.json`);
  }
  const failed = pluginStore.getPluginInfo().find(({ status }) => status === 'failed');
  if (failed?.status === 'failed') {
    throw new Error(`plugin ${failed.manifest.name}: ${failed.errorMessage}`, { cause: failed.errorCause });
  }
  const manifests = pluginStore.getPluginInfo().map(({ manifest }) => manifest);
  const unknown = listUnsupportedTypes(manifests.flatMap(({ extensions }) => extensions));
  if (unknown.length > 0) throw new Error(`the console host does not support extensions of type ${unknown.join(', ')}`);
  return pluginStore;
}
