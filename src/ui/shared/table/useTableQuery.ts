import { useSearchParams } from 'react-router';
import type { TableQuery } from './table-query';
import { parseTableQuery, printTableQuery } from './table-query';

/** The table's state in the address. A change of what is shown goes to the first page and closes the open rows. */
export function useTableQuery(): [TableQuery, (change: Partial<TableQuery>) => void] {
  const [params, setParams] = useSearchParams();
  const change = (wanted: Partial<TableQuery>): void => {
    const keepsPage = 'open' in wanted;
    setParams(
      (current) => {
        const query = parseTableQuery(current);
        return printTableQuery({ ...query, ...(!keepsPage && { page: 1, open: [] }), ...wanted }, current);
      },
      { replace: true },
    );
  };
  return [parseTableQuery(params), change];
}
