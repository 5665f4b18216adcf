import { Flex, FlexItem } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import type { PreflightOverview } from '../../contract/preflight-overview';
import { CountsSummary } from './CountsSummary';
import { StatusLabel } from './StatusLabel';

/** How a whole preflight stands: its worst Module, and the counts below. */
export function ResultSummary(props: Pick<PreflightOverview, 'standing' | 'outdated' | 'counts'>): ReactElement {
  const { standing, outdated, counts } = props;
  return (
    <Flex
      direction={{ default: 'column' }}
      spaceItems={{ default: 'spaceItemsXs' }}
      alignItems={{ default: 'alignItemsStretch' }}
    >
      <FlexItem>
        <StatusLabel status={standing} outdated={outdated} />
      </FlexItem>
      {counts && (
        <FlexItem>
          <CountsSummary counts={counts} />
        </FlexItem>
      )}
    </Flex>
  );
}
