import type { K8sResourceCommon } from '@openshift-console/dynamic-plugin-sdk';
import { Alert, EmptyState, List, ListItem, PageSection } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import type { KubeObject } from '../../../../src/contract/kube-object';
import { Loading } from '../code-ref';
import { Timestamp } from './timestamp';
import { useWatch } from './use-watch';

interface Event extends KubeObject {
  reason?: string;
  message?: string;
  lastTimestamp?: string;
  eventTime?: string;
}

/** Events about one object, the newest first, live. */
export function ResourceEventStream({ resource }: { resource: K8sResourceCommon }): ReactElement {
  const { namespace, name = '', uid } = resource.metadata ?? {};
  const fields = { 'involvedObject.uid': uid, 'involvedObject.name': name, 'involvedObject.kind': resource.kind };
  const [events, loaded, error] = useWatch<Event[]>({
    groupVersionKind: { version: 'v1', kind: 'Event' },
    isList: true,
    namespaced: true,
    ...(namespace !== undefined && { namespace }),
    fieldSelector: Object.entries(fields)
      .flatMap(([field, value]) => (value === undefined ? [] : [`${field}=${value}`]))
      .join(','),
  });
  if (error instanceof Error) {
    return (
      <Alert isInline variant="danger" title="Error loading events">
        {error.message}
      </Alert>
    );
  }
  if (!loaded) return <Loading />;
  if (events.length === 0) return <EmptyState titleText="No events" headingLevel="h2" data-test="no-events" />;
  const newestFirst = [...events].sort((a, b) => timeOf(b).localeCompare(timeOf(a)));
  return (
    <PageSection hasBodyWrapper={false}>
      <List isPlain isBordered>
        {newestFirst.map((event) => (
          <ListItem key={event.metadata.uid} data-test="event">
            <Timestamp timestamp={timeOf(event)} /> <strong>{event.reason}</strong> {event.message}
          </ListItem>
        ))}
      </List>
    </PageSection>
  );
}

function timeOf({ lastTimestamp, eventTime, metadata }: Event): string {
  return lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '';
}
