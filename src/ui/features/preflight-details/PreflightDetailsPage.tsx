import { Breadcrumb, BreadcrumbItem, PageSection, Stack, StackItem } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';
import { PREFLIGHTS_ADDRESS } from '../../console/addresses';
import type { PageTab } from '../../console/sdk';
import { PageHeading, PageTabs, PageTitle } from '../../console/sdk';
import { useTranslate } from '../../console/translation';
import type { Watched } from '../../console/watch';
import type { EmptyPage } from '../../shared/PageMessage';
import { PageMessage } from '../../shared/PageMessage';
import { ObjectMenu } from '../../shared/ObjectMenu';
import { TableSkeleton } from '../../shared/table/TableSkeleton';
import { DetailsContext } from './details-context';
import { DetailsAlerts } from './DetailsAlerts';
import { DetailsHeadline } from './DetailsHeadline';
import { DetailsTab } from './DetailsTab';
import { ModulesTab } from './modules/ModulesTab';
import { EventsTab, YamlTab } from './ObjectTabs';
import type { PreflightDetails } from './usePreflightDetails';
import { usePreflightDetails } from './usePreflightDetails';

type DetailsState = 'loading' | 'ready' | Exclude<EmptyPage, 'empty' | 'no-match' | 'no-modules'>;

/** Page of one preflight. Whatever version the address names, v1beta2 is watched. */
export function PreflightDetailsPage(props: { name?: string }): ReactElement {
  const parameters = useParams();
  const name = parameters['name'] ?? props.name ?? '';
  const watched = usePreflightDetails(name);
  const state = stateOf(watched);
  return (
    <div data-test="kmm-page-details" data-state={state}>
      <PageTitle>{name}</PageTitle>
      <DetailsContent state={state} name={name} watched={watched} />
    </div>
  );
}

/** After a delete the console keeps the object until its next poll answers 404, and then still shows it. */
function stateOf({ state, data }: Watched<PreflightDetails | undefined>): DetailsState {
  if (data?.overview.preflight.deleting) return 'deleted';
  if (state === 'not-found' && data) return 'deleted';
  return state;
}

interface DetailsContentProps {
  state: DetailsState;
  name: string;
  watched: Watched<PreflightDetails | undefined>;
}

function DetailsContent({ state, name, watched }: DetailsContentProps): ReactElement {
  const t = useTranslate();
  const { data } = watched;
  if (state === 'loading' || (state === 'ready' && !data)) {
    return (
      <PageSection>
        <TableSkeleton />
      </PageSection>
    );
  }
  if (state !== 'ready' || !data) {
    return (
      <PageMessage page={state === 'ready' ? 'not-found' : state} detail={watched.message}>
        <Link to={PREFLIGHTS_ADDRESS}>{t('All preflights')}</Link>
      </PageMessage>
    );
  }
  return <ReadyDetails name={name} details={data} />;
}

function ReadyDetails({ name, details }: { name: string; details: PreflightDetails }): ReactElement {
  const t = useTranslate();
  const tabs: PageTab[] = [
    { href: '', name: t('Details'), component: DetailsTab },
    { href: 'modules', name: t('Modules'), component: ModulesTab },
    { href: 'yaml', name: t('YAML'), component: YamlTab },
    { href: 'events', name: t('Events'), component: EventsTab },
  ];
  return (
    <DetailsContext.Provider value={details}>
      <PageSection>
        <Breadcrumb aria-label={t('Breadcrumb')}>
          <BreadcrumbItem>
            <Link to={PREFLIGHTS_ADDRESS}>{t('Kernel module preflights')}</Link>
          </BreadcrumbItem>
          <BreadcrumbItem isActive>{t('Preflight details')}</BreadcrumbItem>
        </Breadcrumb>
      </PageSection>
      <PageHeading title={name}>
        <ObjectMenu object={details.object} place="page" />
      </PageHeading>
      <PageSection>
        <Stack hasGutter>
          <StackItem>
            <DetailsHeadline />
          </StackItem>
          <StackItem>
            <DetailsAlerts />
          </StackItem>
        </Stack>
      </PageSection>
      <PageTabs object={details.object} tabs={tabs} />
    </DetailsContext.Provider>
  );
}
