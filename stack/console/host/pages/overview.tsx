import {
  isDashboardsOverviewHealthResourceSubsystem,
  isDashboardsOverviewResourceActivity,
} from '@openshift-console/dynamic-plugin-sdk/lib/extensions/dashboards';
import {
  Card,
  CardBody,
  CardTitle,
  Flex,
  Grid,
  GridItem,
  PageSection,
  Stack,
  StackItem,
  Title,
} from '@patternfly/react-core';
import type { ReactElement } from 'react';
import { ErrorBoundary } from '../code-ref';
import { useResolvedExtensions } from '../shims/extensions';
import { HorizontalNav } from '../shims/horizontal-nav';
import { ListPageHeader } from '../shims/list-page';
import { Activity } from './activity';
import { Health, HealthItem } from './health';

/** Home > Overview with the two cards that plugins fill. */
export function OverviewPage(): ReactElement {
  return (
    <>
      <ListPageHeader title="Overview" />
      <HorizontalNav pages={[{ href: '', name: 'Cluster', component: ClusterOverview }]} />
    </>
  );
}

function ClusterOverview(): ReactElement {
  return (
    <PageSection hasBodyWrapper={false}>
      <Grid hasGutter>
        <GridItem md={8}>
          <StatusCard />
        </GridItem>
        <GridItem md={4}>
          <ActivityCard />
        </GridItem>
      </Grid>
    </PageSection>
  );
}

function StatusCard(): ReactElement {
  const [health] = useResolvedExtensions(isDashboardsOverviewHealthResourceSubsystem);
  return (
    <Card data-test-id="status-card">
      <CardTitle component="h2">Status</CardTitle>
      <CardBody>
        <Flex gap={{ default: 'gap2xl' }}>
          <HealthItem title="Cluster" state="OK" />
          {health.map(({ uid, properties }) => (
            <ErrorBoundary key={uid}>
              <Health subsystem={properties as never} />
            </ErrorBoundary>
          ))}
        </Flex>
      </CardBody>
    </Card>
  );
}

function ActivityCard(): ReactElement {
  const [activities] = useResolvedExtensions(isDashboardsOverviewResourceActivity);
  return (
    <Card data-test-id="activity-card">
      <CardTitle component="h2">Activity</CardTitle>
      <CardBody>
        <Title headingLevel="h3">Ongoing</Title>
        <Stack hasGutter>
          {activities.map(({ uid, properties }) => (
            <StackItem key={uid}>
              <ErrorBoundary>
                <Activity activity={properties as never} />
              </ErrorBoundary>
            </StackItem>
          ))}
        </Stack>
      </CardBody>
    </Card>
  );
}
