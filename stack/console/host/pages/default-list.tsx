import { getGroupVersionKindForModel } from '@openshift-console/dynamic-plugin-sdk/lib/utils/k8s/k8s-ref';
import { Alert, EmptyState, PageSection, SearchInput } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useState, type ReactElement } from 'react';
import type { KubeObject } from '../../../../src/contract/kube-object';
import { Loading } from '../code-ref';
import type { K8sModel } from '../k8s-model';
import { ListPageCreate, ListPageHeader } from '../shims/list-page';
import { ResourceLink } from '../shims/resource-link';
import { Timestamp } from '../shims/timestamp';
import { useWatch } from '../shims/use-watch';

/** The list of a kind for which there is no other page: name, namespace and age. */
export function DefaultList(props: { model: K8sModel; namespace?: string; showTitle?: boolean }): ReactElement {
  const { model, namespace, showTitle = true } = props;
  const groupVersionKind = getGroupVersionKindForModel(model);
  const [filter, setFilter] = useState('');
  const [objects, loaded, error] = useWatch<KubeObject[]>({
    groupVersionKind,
    isList: true,
    namespaced: model.namespaced === true,
    ...(namespace !== undefined && { namespace }),
  });
  const createAccessReview = { groupVersionKind, ...(namespace !== undefined && { namespace }) };
  return (
    <>
      {showTitle && (
        <ListPageHeader title={model.labelPlural}>
          <ListPageCreate groupVersionKind={groupVersionKind} createAccessReview={createAccessReview}>
            Create {model.label}
          </ListPageCreate>
        </ListPageHeader>
      )}
      <PageSection hasBodyWrapper={false}>
        <SearchInput
          aria-label="Filter by name"
          placeholder="Filter by name"
          value={filter}
          onChange={(_event, value) => setFilter(value)}
          onClear={() => setFilter('')}
        />
        <ListBody
          {...{ model, loaded, error }}
          objects={objects.filter(({ metadata }) => metadata.name.includes(filter))}
        />
      </PageSection>
    </>
  );
}

function ListBody(props: { model: K8sModel; objects: KubeObject[]; loaded: boolean; error: unknown }): ReactElement {
  const { model, objects, loaded, error } = props;
  if (error instanceof Error) return <LoadError error={error} />;
  if (!loaded) return <Loading />;
  if (objects.length === 0) return <EmptyState titleText={`No ${model.labelPlural} found`} headingLevel="h2" />;
  const groupVersionKind = getGroupVersionKindForModel(model);
  return (
    <Table aria-label={model.labelPlural} variant="compact">
      <Thead>
        <Tr>
          <Th>Name</Th>
          <Th>Namespace</Th>
          <Th>Created</Th>
        </Tr>
      </Thead>
      <Tbody>
        {objects.map(({ metadata: { name, namespace, uid, creationTimestamp } }) => (
          <Tr key={uid} data-test-rows="resource-row">
            <Td>
              <ResourceLink {...{ groupVersionKind, name }} {...(namespace !== undefined && { namespace })} />
            </Td>
            <Td>{namespace ?? 'None'}</Td>
            <Td>
              <Timestamp timestamp={creationTimestamp} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

/** Why something cannot be shown: a refusal in the console's words, with the API server's below. */
export function LoadError({ error }: { error: Error & { code?: number } }): ReactElement {
  const titles: Readonly<Record<number, string>> = { 403: 'Restricted access', 404: '404: Not Found' };
  return (
    <EmptyState titleText={titles[error.code ?? 0] ?? 'Error loading'} headingLevel="h2" data-test="access-denied">
      <Alert isInline variant="danger" title={error.message} />
    </EmptyState>
  );
}
