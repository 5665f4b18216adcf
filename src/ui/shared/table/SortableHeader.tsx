import { Th } from '@patternfly/react-table';
import type { ReactElement } from 'react';
import type { TableQuery } from './table-query';

export interface SortableHeaderProps {
  /** The word for the column in the address. */
  column: string;
  title: string;
  query: TableQuery;
  onChange: (change: Partial<TableQuery>) => void;
}

/** A column's heading that sorts by it. */
export function SortableHeader({ column, title, query, onChange }: SortableHeaderProps): ReactElement {
  const sorted = query.sort === column;
  return (
    <Th
      modifier="nowrap"
      sort={{
        columnIndex: 0,
        sortBy: sorted ? { index: 0, direction: query.dir } : {},
        onSort: (_event, _index, dir) => onChange({ sort: column, dir }),
      }}
    >
      {title}
    </Th>
  );
}
