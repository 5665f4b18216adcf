import '@patternfly/react-core/dist/styles/base.css';
import '@patternfly/react-styles/css/utilities/_index.css';
import './host.css';
import type { PluginStore } from '@openshift/dynamic-plugin-sdk';
import { getResourcesInFlight, receivedResources } from '@openshift-console/dynamic-plugin-sdk/lib/app/k8s/actions/k8s';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { fetchModels } from './discovery';
import { startI18n } from './i18n';
import { loadPlugins } from './load-plugins';
import { setModelFlags } from './model-flags';
import { consoleFetchJSON } from './shims/console-fetch';
import { setUser, store } from './store/store';

async function startHost(): Promise<void> {
  const { consolePlugins, i18nNamespaces } = window.SERVER_FLAGS;
  await startI18n(i18nNamespaces);
  const pluginStore = await loadPlugins(consolePlugins);
  const root = document.getElementById('app');
  if (!root) throw new Error('the page has no #app');
  createRoot(root).render(<App pluginStore={pluginStore} />);
  await Promise.all([discoverModels(pluginStore), discoverUser()]);
}

/** The page is there at once; what it watches starts when the models are known, as in the console. */
async function discoverModels(pluginStore: PluginStore): Promise<void> {
  store.dispatch(getResourcesInFlight());
  const models = await fetchModels();
  // Drawn before the models are there: a default page must not flash up, and ask, in the place of a plugin's.
  flushSync(() => setModelFlags(pluginStore, models));
  store.dispatch(receivedResources({ models } as never));
}

async function discoverUser(): Promise<void> {
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const path = '/api/kubernetes/apis/authentication.k8s.io/v1/selfsubjectreviews';
  const { status } = (await consoleFetchJSON.post(path, review)) as { status: { userInfo: { username: string } } };
  store.dispatch(setUser(status.userInfo.username));
}

startHost().catch((error: unknown) => {
  console.error(error);
  const message = document.createElement('p');
  message.role = 'alert';
  message.textContent = error instanceof Error ? error.message : String(error);
  document.body.prepend(message);
});
