import { Skeleton } from '@patternfly/react-core';
import { Table, Tbody, Td, Tr } from '@patternfly/react-table';
import type { ReactElement } from 'react';
import { useTranslate } from '../../console/translation';

const ROWS = ['a', 'b', 'c', 'd', 'e'];

/** The shape of a table whose rows are on their way. */
export function TableSkeleton(): ReactElement {
  const t = useTranslate();
  return (
    <Table aria-label={t('Loading')} aria-busy="true">
      <Tbody>
        {ROWS.map((row) => (
          <Tr key={row}>
            <Td>
              <Skeleton />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
