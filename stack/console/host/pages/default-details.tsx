import { isDetailsItem } from '@openshift-console/dynamic-plugin-sdk/lib/extensions/details-item';
import { getGroupVersionKindForModel } from '@openshift-console/dynamic-plugin-sdk/lib/utils/k8s/k8s-ref';
import type { K8sResourceCommon } from '@openshift-console/dynamic-plugin-sdk';
import {
  Breadcrumb,
  BreadcrumbItem,
  Button,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  Flex,
  FlexItem,
  Grid,
  GridItem,
  Label,
  LabelGroup,
  PageSection,
  Title,
} from '@patternfly/react-core';
import type { ReactElement, ReactNode } from 'react';
import { Link } from 'react-router';
import { Loading, PluginComponent } from '../code-ref';
import { apiVersionOf, resourceAddress, type K8sModel } from '../k8s-model';
import { useDeleteModal } from '../shims/delete-modal';
import { useExtensionsOf } from '../shims/extensions';
import { HorizontalNav } from '../shims/horizontal-nav';
import { ResourceIcon } from '../shims/resource-link';
import { Timestamp } from '../shims/timestamp';
import { ResourceYamlEditor } from '../shims/yaml-editor';
import { LoadError } from './default-list';
import { useWatch } from '../shims/use-watch';

type Described = K8sResourceCommon & { metadata: NonNullable<K8sResourceCommon['metadata']> };

/** Page of an object for whose kind there is no other: Details, YAML, and the tabs of plugins. */
export function DefaultDetails({
  model,
  name,
  namespace,
}: {
  model: K8sModel;
  name: string;
  namespace?: string;
}): ReactElement {
  const [object, loaded, error] = useWatch<Described>({
    groupVersionKind: getGroupVersionKindForModel(model),
    name,
    namespaced: model.namespaced === true,
    ...(namespace !== undefined && { namespace }),
  });
  if (error instanceof Error) return <LoadError error={error} />;
  if (!loaded) return <Loading />;
  return (
    <>
      <DetailsHeading {...{ model, object }} />
      <HorizontalNav
        resource={{ ...object, apiVersion: object.apiVersion ?? apiVersionOf(model), kind: model.kind }}
        customData={{ model }}
        pages={TABS}
      />
    </>
  );
}

interface OwnTabProps {
  obj: K8sResourceCommon | undefined;
  customData?: object | undefined;
}

/** Always the same components: a new one for each change of the object would lose what is typed in the editor. */
const TABS = [
  {
    href: '',
    name: 'Details',
    component: ({ obj, customData }: OwnTabProps) => (
      <DetailsTab object={obj as Described} model={(customData as { model: K8sModel }).model} />
    ),
  },
  {
    href: 'yaml',
    name: 'YAML',
    component: ({ obj }: OwnTabProps) => <ResourceYamlEditor initialResource={obj as Described} />,
  },
];

function DetailsHeading({ model, object }: { model: K8sModel; object: Described }): ReactElement {
  const openDelete = useDeleteModal(object);
  const { name, namespace } = object.metadata;
  return (
    <PageSection hasBodyWrapper={false}>
      <Breadcrumb>
        <BreadcrumbItem
          render={() => <Link to={resourceAddress(model, undefined, namespace)}>{model.labelPlural}</Link>}
        />
        <BreadcrumbItem isActive>{model.label} details</BreadcrumbItem>
      </Breadcrumb>
      <Flex>
        <FlexItem grow={{ default: 'grow' }}>
          <Title headingLevel="h1" data-test="page-heading">
            <ResourceIcon groupVersionKind={getGroupVersionKindForModel(model)} /> {name}
          </Title>
        </FlexItem>
        <Button variant="secondary" data-test="delete-object" onClick={openDelete}>
          Delete {model.label}
        </Button>
      </Flex>
    </PageSection>
  );
}

interface DetailsRow {
  term: string;
  value: ReactNode;
}

function DetailsTab({ model, object }: { model: K8sModel; object: Described }): ReactElement {
  const { name, namespace, labels = {}, annotations = {}, creationTimestamp } = object.metadata;
  const rows: DetailsRow[] = [
    { term: 'Name', value: name },
    ...(namespace === undefined ? [] : [{ term: 'Namespace', value: namespace }]),
    { term: 'Labels', value: <Labels labels={labels} /> },
    { term: 'Annotations', value: `${Object.keys(annotations).length} annotations` },
    { term: 'Created at', value: <Timestamp timestamp={creationTimestamp} /> },
  ];
  return (
    <PageSection hasBodyWrapper={false}>
      <Title headingLevel="h2">{model.label} details</Title>
      <Grid hasGutter md={6}>
        <GridItem>
          <Column rows={[...rows, ...usePluginRows(model, object, 'left')]} />
        </GridItem>
        <GridItem>
          <Column rows={usePluginRows(model, object, 'right')} />
        </GridItem>
      </Grid>
    </PageSection>
  );
}

function Labels({ labels }: { labels: Record<string, string> }): ReactElement {
  return (
    <LabelGroup>
      {Object.entries(labels).map(([key, value]) => (
        <Label key={key}>{`${key}=${value}`}</Label>
      ))}
    </LabelGroup>
  );
}

function Column({ rows }: { rows: DetailsRow[] }): ReactElement {
  return (
    <DescriptionList>
      {rows.map(({ term, value }) => (
        <DescriptionListGroup key={term} data-test={`details-item-${term}`}>
          <DescriptionListTerm>{term}</DescriptionListTerm>
          <DescriptionListDescription>{value}</DescriptionListDescription>
        </DescriptionListGroup>
      ))}
    </DescriptionList>
  );
}

/** The console compares the column strictly: an item without one is nowhere. */
function usePluginRows(model: K8sModel, object: Described, column: 'left' | 'right'): DetailsRow[] {
  return useExtensionsOf(isDetailsItem)
    .filter(({ properties }) => {
      const { group, version, kind } = properties.model;
      const isSameKind = group === model.apiGroup && version === model.apiVersion && kind === model.kind;
      return isSameKind && properties.column === column;
    })
    .sort((a, b) => (a.properties.sortWeight ?? 0) - (b.properties.sortWeight ?? 0))
    .map(({ properties: { title, component, path } }) => ({
      term: title,
      value: component ? (
        <PluginComponent reference={component as never} props={{ obj: object, path }} />
      ) : (
        printValue(readPath(object, path ?? ''))
      ),
    }));
}

function printValue(value: unknown): string {
  return value === undefined ? '-' : typeof value === 'string' ? value : JSON.stringify(value);
}

function readPath(object: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], object);
}
