import { PageSection, Stack, StackItem } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import { PageHeading, PageTitle } from '../../console/sdk';
import { useTranslate } from '../../console/translation';
import type { Watched } from '../../console/watch';
import { CreateButton } from '../../shared/CreateButton';
import { PageMessage } from '../../shared/PageMessage';
import { TableSkeleton } from '../../shared/table/TableSkeleton';
import { WatchLostAlert } from '../../shared/WatchLostAlert';
import { ListHeadline } from './ListHeadline';
import type { PreflightRowData } from './list-rows';
import { PreflightTable } from './PreflightTable';
import { usePreflights } from './usePreflights';

/** What Search, the CRD's Instances tab and an operator's page pass to a list that they embed. */
export interface PreflightListPageProps {
  showTitle?: boolean;
  selector?: { matchLabels?: Record<string, string> };
  nameFilter?: string;
  hideTextFilter?: boolean;
}

/** List of all preflights. Whatever version the address names, v1beta2 is watched: v1beta1 may lose the status. */
export function PreflightListPage(props: PreflightListPageProps): ReactElement {
  const { showTitle = true, selector, nameFilter, hideTextFilter = false } = props;
  const t = useTranslate();
  const watched = usePreflights(selector?.matchLabels);
  const rows = nameFilter ? watched.data.filter(({ preflight }) => preflight.name.includes(nameFilter)) : watched.data;
  const state = watched.state === 'ready' && watched.data.length === 0 ? 'empty' : watched.state;
  const title = t('Kernel module preflights');
  return (
    <div data-test="kmm-page-list" data-state={state}>
      {showTitle && (
        <>
          <PageTitle>{title}</PageTitle>
          <PageHeading title={title}>{state === 'ready' && <CreateButton />}</PageHeading>
        </>
      )}
      <PageSection>
        <ListContent state={state} watched={watched} rows={rows} hideFilters={hideTextFilter} />
      </PageSection>
    </div>
  );
}

interface ListContentProps {
  state: Watched<unknown>['state'] | 'empty';
  watched: Watched<unknown>;
  rows: PreflightRowData[];
  hideFilters: boolean;
}

function ListContent({ state, watched, rows, hideFilters }: ListContentProps): ReactElement {
  switch (state) {
    case 'loading':
      return <TableSkeleton />;
    case 'ready':
      return (
        <Stack hasGutter>
          <StackItem>
            <ListHeadline rows={rows} />
            <WatchLostAlert lost={watched.lost} detail={watched.message} />
          </StackItem>
          <StackItem>
            <PreflightTable rows={rows} hideFilters={hideFilters} />
          </StackItem>
        </Stack>
      );
    case 'empty':
      return (
        <PageMessage page="empty">
          <CreateButton />
        </PageMessage>
      );
    default:
      return <PageMessage page={state} detail={watched.message} />;
  }
}
