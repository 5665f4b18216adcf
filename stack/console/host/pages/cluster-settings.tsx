import {
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  EmptyState,
  PageSection,
} from '@patternfly/react-core';
import type { ReactElement } from 'react';
import type { KubeObject } from '../../../../src/contract/kube-object';
import { Loading } from '../code-ref';
import { HorizontalNav } from '../shims/horizontal-nav';
import { ListPageHeader } from '../shims/list-page';
import { LoadError } from './default-list';
import { useWatch } from '../shims/use-watch';

interface ClusterVersion extends KubeObject {
  spec?: { channel?: string };
  status?: { desired?: { version?: string }; availableUpdates?: { version: string }[] | null };
}

const CLUSTER_VERSION = {
  groupVersionKind: { group: 'config.openshift.io', version: 'v1', kind: 'ClusterVersion' },
  name: 'version',
};

/** Administration > Cluster Settings; plugins add tabs for the ClusterVersion. */
export function ClusterSettingsPage(): ReactElement {
  const [clusterVersion, loaded, error] = useWatch<ClusterVersion>(CLUSTER_VERSION);
  return (
    <>
      <ListPageHeader title="Cluster Settings" />
      <SettingsBody {...{ clusterVersion, loaded, error }} />
    </>
  );
}

function SettingsBody(props: { clusterVersion: ClusterVersion; loaded: boolean; error: unknown }): ReactElement {
  const { clusterVersion, loaded, error } = props;
  if (error instanceof Error) return <LoadError error={error} />;
  if (!loaded) return <Loading />;
  const resource = { ...clusterVersion, apiVersion: 'config.openshift.io/v1', kind: 'ClusterVersion' };
  return <HorizontalNav resource={resource} pages={TABS} />;
}

const TABS = [
  { href: '', name: 'Details', component: VersionDetails },
  { href: 'clusteroperators', name: 'ClusterOperators', component: NothingHere },
  { href: 'globalconfig', name: 'Configuration', component: NothingHere },
];

function VersionDetails({ obj }: { obj: object | undefined }): ReactElement {
  const { spec, status } = obj as ClusterVersion;
  const updates = (status?.availableUpdates ?? []).map(({ version }) => version);
  const rows = [
    ['Current version', status?.desired?.version ?? '-'],
    ['Channel', spec?.channel ?? '-'],
    ['Available updates', updates.length > 0 ? updates.join(', ') : 'None'],
  ] as const;
  return (
    <PageSection hasBodyWrapper={false}>
      <DescriptionList>
        {rows.map(([term, value]) => (
          <DescriptionListGroup key={term}>
            <DescriptionListTerm>{term}</DescriptionListTerm>
            <DescriptionListDescription>{value}</DescriptionListDescription>
          </DescriptionListGroup>
        ))}
      </DescriptionList>
    </PageSection>
  );
}

function NothingHere(): ReactElement {
  return <EmptyState titleText="Not part of the console host" headingLevel="h2" />;
}
