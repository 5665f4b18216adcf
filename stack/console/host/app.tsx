import { PluginStoreProvider, type PluginStore } from '@openshift/dynamic-plugin-sdk';
import { ModalProvider } from '@openshift-console/dynamic-plugin-sdk/lib/app/modal-support/ModalProvider';
import { OverlayProvider } from '@openshift-console/dynamic-plugin-sdk/lib/app/modal-support/OverlayProvider';
import { isRoutePage } from '@openshift-console/dynamic-plugin-sdk/lib/extensions/pages';
import { EmptyState } from '@patternfly/react-core';
import { Suspense, type ReactElement } from 'react';
import { Provider, useSelector } from 'react-redux';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import { ErrorBoundary, Loading, PluginComponent } from './code-ref';
import { FlagSources } from './flags';
import { ClusterSettingsPage } from './pages/cluster-settings';
import { OverviewPage } from './pages/overview';
import { ResourceCreateRoute, ResourceDetailsRoute, ResourceListRoute } from './pages/resource-pages';
import { SearchPage } from './pages/search';
import { Shell } from './shell/shell';
import { useExtensionsOf } from './shims/extensions';
import { store, type RootState } from './store/store';

/** The whole page around one loaded plugin. */
export function App({ pluginStore }: { pluginStore: PluginStore }): ReactElement {
  return (
    <Provider store={store}>
      <PluginStoreProvider store={pluginStore}>
        <BrowserRouter>
          <OverlayProvider>
            <ModalProvider>
              <FlagSources />
              <Shell>
                <ErrorBoundary>
                  <Suspense fallback={<Loading />}>
                    <Pages />
                  </Suspense>
                </ErrorBoundary>
              </Shell>
            </ModalProvider>
          </OverlayProvider>
        </BrowserRouter>
      </PluginStoreProvider>
    </Provider>
  );
}

/** Plugin routes come beside the console's own; the router prefers the more specific one. */
function Pages(): ReactElement {
  const routes = useExtensionsOf(isRoutePage).flatMap(({ uid, properties: { path, exact = false, component } }) =>
    [path].flat().map((one) => {
      const element = <PluginComponent reference={component as never} props={{}} />;
      return <Route key={`${uid} ${one}`} path={exact ? one : `${one}/*`} element={element} />;
    }),
  );
  return (
    <Routes>
      {routes}
      <Route path="/" element={<Landing />} />
      <Route path="/dashboards/*" element={<OverviewPage />} />
      <Route path="/settings/cluster/*" element={<ClusterSettingsPage />} />
      <Route path="/search" element={<Navigate to="/search/all-namespaces" replace />} />
      <Route path="/search/all-namespaces" element={<SearchPage />} />
      <Route path="/search/ns/:ns" element={<SearchPage />} />
      <Route path="/k8s/cluster/:plural" element={<ResourceListRoute />} />
      <Route path="/k8s/cluster/:plural/~new" element={<ResourceCreateRoute />} />
      <Route path="/k8s/cluster/:plural/:name/*" element={<ResourceDetailsRoute />} />
      <Route path="/k8s/all-namespaces/:plural" element={<ResourceListRoute />} />
      <Route path="/k8s/all-namespaces/:plural/~new" element={<ResourceCreateRoute />} />
      <Route path="/k8s/ns/:ns/:plural" element={<ResourceListRoute />} />
      <Route path="/k8s/ns/:ns/:plural/~new/*" element={<ResourceCreateRoute />} />
      <Route path="/k8s/ns/:ns/:plural/:name/*" element={<ResourceDetailsRoute />} />
      <Route
        path="*"
        element={<EmptyState titleText="404: Page Not Found" headingLevel="h1" data-test="not-found" />}
      />
    </Routes>
  );
}

/** Who may not list namespaces has no use of the Overview. */
function Landing(): ReactElement {
  const canListNamespaces = useSelector(({ FLAGS }: RootState) => FLAGS.get('CAN_LIST_NS'));
  if (canListNamespaces === undefined) return <Loading />;
  return <Navigate to={canListNamespaces ? '/dashboards' : '/search/all-namespaces'} replace />;
}
