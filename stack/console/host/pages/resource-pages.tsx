import { isCreateResource } from '@openshift-console/dynamic-plugin-sdk/lib/extensions/create-resource';
import { isResourceDetailsPage, isResourceListPage } from '@openshift-console/dynamic-plugin-sdk/lib/extensions/pages';
import { useK8sModels } from '@openshift-console/dynamic-plugin-sdk/lib/utils/k8s/hooks/useK8sModels';
import { useModelsLoaded } from '@openshift-console/dynamic-plugin-sdk/lib/utils/k8s/hooks/useModelsLoaded';
import type { Extension } from '@openshift/dynamic-plugin-sdk';
import { EmptyState } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import { useParams } from 'react-router';
import { Loading, PluginComponent } from '../code-ref';
import { apiVersionOf, referenceFor, type K8sModel } from '../k8s-model';
import { useExtensionsOf } from '../shims/extensions';
import { NamespaceBar } from '../shims/namespace-bar';
import { useDescribedModel } from '../shims/resource-link';
import { ResourceYamlEditor } from '../shims/yaml-editor';
import { DefaultDetails } from './default-details';
import { DefaultList } from './default-list';

/** Props that Search and others add to a list page. */
export interface ListEmbedding {
  namespace?: string;
  showTitle?: boolean;
  selector?: object;
  nameFilter?: string;
  hideTextFilter?: boolean;
  hideNameLabelFilters?: boolean;
  hideColumnManagement?: boolean;
}

/** `/k8s/…/<kind>`: the list page of a plugin for exactly this kind, else the default one. */
export function ResourceListRoute(): ReactElement {
  const { plural = '', ns } = useParams();
  const model = useModelOfAddress(plural);
  if (!model) return <UnknownKind plural={plural} />;
  return (
    <>
      {model.namespaced && <NamespaceBar />}
      <ResourceList model={model} embedding={ns === undefined ? {} : { namespace: ns }} />
    </>
  );
}

/** The list of a kind, on its own or embedded in another page. */
export function ResourceList({ model, embedding }: { model: K8sModel; embedding: ListEmbedding }): ReactElement {
  const page = useExtensionsOf(isResourceListPage).find((extension) => isFor(extension, model));
  const { namespace, showTitle = true } = embedding;
  if (!page) return <DefaultList model={model} showTitle={showTitle} {...(namespace !== undefined && { namespace })} />;
  const props = { autoFocus: true, mock: false, kind: referenceFor(model), namespace, ...embedding };
  return <PluginComponent reference={page.properties.component as never} props={props} />;
}

/** `/k8s/…/<kind>/<name>/*`: the details page of a plugin for exactly this kind, else the default one. */
export function ResourceDetailsRoute(): ReactElement {
  const { plural = '', name = '', ns } = useParams();
  const model = useModelOfAddress(plural);
  const page = useExtensionsOf(isResourceDetailsPage).find((extension) => model && isFor(extension, model));
  if (!model) return <UnknownKind plural={plural} />;
  const props = { namespace: ns, kind: referenceFor(model), kindObj: model, name };
  return (
    <>
      {model.namespaced && <NamespaceBar isDisabled />}
      {page ? (
        <PluginComponent reference={page.properties.component as never} props={props} />
      ) : (
        <DefaultDetails
          key={`${ns ?? ''}/${name}`}
          model={model}
          name={name}
          {...(ns !== undefined && { namespace: ns })}
        />
      )}
    </>
  );
}

/** `/k8s/…/<kind>/~new`: the create page of a plugin for exactly this kind, else the YAML form. */
export function ResourceCreateRoute(): ReactElement {
  const { plural = '', ns } = useParams();
  const model = useModelOfAddress(plural);
  const page = useExtensionsOf(isCreateResource).find((extension) => model && isFor(extension, model));
  if (!model) return <UnknownKind plural={plural} />;
  if (page) return <PluginComponent reference={page.properties.component as never} props={{ namespace: ns }} />;
  const apiVersion = apiVersionOf(model);
  const metadata = { name: 'example', ...(model.namespaced && { namespace: ns ?? 'default' }) };
  return (
    <ResourceYamlEditor
      create
      header={`Create ${model.label}`}
      initialResource={{ apiVersion, kind: model.kind, metadata }}
    />
  );
}

/** A kind by its address: `group~version~Kind`, or the plural of a built-in kind. */
function useModelOfAddress(segment: string): K8sModel | undefined {
  const [models] = useK8sModels() as [Record<string, K8sModel>, boolean];
  const builtIn = Object.values(models).find(({ plural, crd }) => plural === segment && crd === false);
  return useDescribedModel(builtIn ? referenceFor(builtIn) : segment);
}

function UnknownKind({ plural }: { plural: string }): ReactElement {
  const isLoaded = useModelsLoaded();
  if (!isLoaded) return <Loading />;
  return (
    <EmptyState
      titleText="404: Page Not Found"
      headingLevel="h1"
      data-test="not-found"
    >{`The server doesn't have a resource type "${plural}".`}</EmptyState>
  );
}

function isFor({ properties }: Extension, model: K8sModel): boolean {
  const { group = 'core', version, kind } = properties['model'] as { group?: string; version?: string; kind?: string };
  return `${group}~${version ?? ''}~${kind ?? ''}` === referenceFor(model);
}
