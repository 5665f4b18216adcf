import {
  DocumentTitle,
  HorizontalNav,
  k8sPatch,
  ListPageHeader,
  ResourceEventStream,
  ResourceLink,
  ResourceYAMLEditor,
  Timestamp,
  useAccessReview,
  useAnnotationsModal,
  useDeleteModal,
  useK8sModel,
  useK8sWatchResource,
  useLabelsModal,
} from '@openshift-console/dynamic-plugin-sdk';
import type { ComponentType, ReactElement, ReactNode } from 'react';
import type { KubeObject, ResourceKind } from '../../contract/kube-object';
import { apiVersionOf } from '../../contract/kube-object';

/** The only file that imports the console's SDK: what the plugin uses of it, with our types. */

/** What to watch. `name` makes it one object, otherwise it is a list. */
export interface WatchQuery {
  kind: ResourceKind;
  name?: string;
  namespace?: string;
  labels?: Record<string, string>;
}

/** `[data, loaded, error]` as the SDK gives it: after a 403 `loaded` stays false, an unknown kind is loaded at once. */
export function useWatchedResource(query: WatchQuery | null): [unknown, boolean, unknown] {
  return useK8sWatchResource<KubeObject & KubeObject[]>(
    query && {
      groupVersionKind: gvkOf(query.kind),
      isList: query.name === undefined,
      namespaced: query.kind.namespaced,
      ...(query.name !== undefined && { name: query.name }),
      ...(query.namespace !== undefined && { namespace: query.namespace }),
      ...(query.labels && { selector: { matchLabels: query.labels } }),
    },
  );
}

/** One question to the API server about what this user may do. */
export interface AccessQuery {
  kind: ResourceKind;
  verb: 'create' | 'get' | 'list' | 'patch' | 'delete';
  namespace?: string;
  name?: string;
}

/** `[allowed, loading]`. When the question itself fails the SDK says allowed, and the API server decides later. */
export function useAccess({ kind, verb, namespace, name }: AccessQuery): [boolean, boolean] {
  return useAccessReview({
    group: kind.group,
    resource: kind.plural,
    verb,
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
  });
}

/** One operation of a JSON patch, the only kind of patch that the SDK sends. */
export interface PatchOperation {
  op: 'add' | 'replace' | 'remove';
  path: string;
  value?: unknown;
}

/** Patches objects of a kind. Rejects with the API server's message. */
export function usePatch(kind: ResourceKind): (object: KubeObject, operations: PatchOperation[]) => Promise<void> {
  const [model] = useK8sModel(gvkOf(kind));
  return async (object, operations) => {
    await k8sPatch({ model, resource: object, data: operations });
  };
}

/** The console's own dialogs for an object; each returns what opens it. */
export function useObjectDialogs(
  kind: ResourceKind,
  object: KubeObject,
  afterDelete: string,
): { editLabels: () => void; editAnnotations: () => void; deleteObject: () => void } {
  // Items of a watched list do not always say what they are, and the dialogs need it.
  const resource = { ...object, apiVersion: apiVersionOf(kind), kind: kind.kind };
  return {
    editLabels: useLabelsModal(resource),
    editAnnotations: useAnnotationsModal(resource),
    deleteObject: useDeleteModal(resource, afterDelete),
  };
}

/** A tab of a details page; `href` is the last segment of its address, empty for the first one. */
export interface PageTab {
  href: string;
  name: string;
  component: ComponentType;
}

/** Tabs of the page of one object; other plugins may add theirs. */
export function PageTabs({ object, tabs }: { object: KubeObject; tabs: PageTab[] }): ReactElement {
  return <HorizontalNav resource={object} pages={tabs} />;
}

/** Link to an object, with the icon of its kind. */
export function ObjectLink(props: { kind: ResourceKind; name: string; namespace?: string }): ReactElement {
  const { kind, name, namespace } = props;
  return <ResourceLink groupVersionKind={gvkOf(kind)} name={name} {...(namespace !== undefined && { namespace })} />;
}

/** A time in the user's language and zone. */
export function Time({ value }: { value: string | undefined }): ReactElement {
  return <Timestamp timestamp={value} />;
}

/** Title of the browser's tab. */
export function PageTitle({ children }: { children: string }): ReactElement {
  return <DocumentTitle>{children}</DocumentTitle>;
}

/** Heading of a page, with its actions at the right. */
export function PageHeading({ title, children }: { title: string; children?: ReactNode }): ReactElement {
  return <ListPageHeader title={title}>{children}</ListPageHeader>;
}

/** The console's YAML editor of one object. */
export function YamlEditor({ object }: { object: KubeObject }): ReactElement {
  return <ResourceYAMLEditor initialResource={object} />;
}

/** The Events about one object. */
export function EventStream({ object }: { object: KubeObject }): ReactElement {
  return <ResourceEventStream resource={object} />;
}

function gvkOf({ group, version, kind }: ResourceKind): { group?: string; version: string; kind: string } {
  return { ...(group !== '' && { group }), version, kind };
}
