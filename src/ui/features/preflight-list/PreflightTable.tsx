import { Button, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import type { ReactElement } from 'react';
import type { Standing } from '../../../domain/preflight/standing';
import { useTranslate } from '../../console/translation';
import { FilterSelect } from '../../shared/table/FilterSelect';
import { PageMessage } from '../../shared/PageMessage';
import { SortableHeader } from '../../shared/table/SortableHeader';
import { standingWord } from '../../shared/standing-words';
import type { TableQuery } from '../../shared/table/table-query';
import { hasFilters, NO_FILTERS, selectPage } from '../../shared/table/table-query';
import { TablePages } from '../../shared/table/TablePages';
import { TextFilter } from '../../shared/table/TextFilter';
import { useTableQuery } from '../../shared/table/useTableQuery';
import type { PreflightRowData } from './list-rows';
import { selectListRows } from './list-rows';
import { PreflightRow } from './PreflightRow';

export interface PreflightTableProps {
  rows: readonly PreflightRowData[];
  /** The page around the table has filters of its own. */
  hideFilters: boolean;
}

/** The list of preflights with its filters; what it shows is in the address. */
export function PreflightTable({ rows, hideFilters }: PreflightTableProps): ReactElement {
  const t = useTranslate();
  const [query, change] = useTableQuery();
  const shown = selectListRows(rows, query);
  const page = selectPage(shown, query);
  const pages = { count: shown.length, page: page.page, perPage: query.perPage, onChange: change };
  return (
    <>
      <Toolbar>
        <ToolbarContent>
          {!hideFilters && <ListFilters query={query} onChange={change} />}
          <ToolbarItem variant="pagination" align={{ default: 'alignEnd' }}>
            <TablePages {...pages} variant="top" />
          </ToolbarItem>
        </ToolbarContent>
      </Toolbar>
      {shown.length === 0 ? (
        <PageMessage page="no-match" />
      ) : (
        <>
          <Table aria-label={t('Kernel module preflights')}>
            <ListColumns query={query} onChange={change} />
            <Tbody>
              {page.rows.map((row) => (
                <PreflightRow key={row.preflight.name} row={row} />
              ))}
            </Tbody>
          </Table>
          <TablePages {...pages} variant="bottom" />
        </>
      )}
    </>
  );
}

interface ViewProps {
  query: TableQuery;
  onChange: (change: Partial<TableQuery>) => void;
}

/** What a whole preflight can be; a single Module can be more. */
const STANDINGS_OF_PREFLIGHTS: Standing[] = ['failed', 'in-progress', 'warned', 'passed', 'not-needed', 'not-checked'];

function ListFilters({ query, onChange }: ViewProps): ReactElement {
  const t = useTranslate();
  return (
    <>
      <ToolbarItem>
        <FilterSelect
          label={t('Result')}
          dataTest="kmm-filter-status"
          options={STANDINGS_OF_PREFLIGHTS.map((value) => ({ value, word: standingWord(value, t) }))}
          selected={query.status}
          onChange={(status) => onChange({ status })}
        />
      </ToolbarItem>
      <ToolbarItem>
        <TextFilter label={t('Filter by name, release or kernel')} value={query.q} onChange={(q) => onChange({ q })} />
      </ToolbarItem>
      {hasFilters(query) && (
        <ToolbarItem>
          <Button variant="link" data-test="kmm-clear-filters" onClick={() => onChange(NO_FILTERS)}>
            {t('Clear filters')}
          </Button>
        </ToolbarItem>
      )}
    </>
  );
}

function ListColumns(view: ViewProps): ReactElement {
  const t = useTranslate();
  return (
    <Thead>
      <Tr>
        <SortableHeader column="name" title={t('Name')} {...view} />
        <SortableHeader column="release" title={t('Release')} {...view} />
        <SortableHeader column="kernel" title={t('Kernel')} {...view} />
        <SortableHeader column="result" title={t('Result')} {...view} />
        <SortableHeader column="progress" title={t('Progress')} {...view} />
        <SortableHeader column="writer" title={t('Checked by')} {...view} />
        <SortableHeader column="created" title={t('Created')} {...view} />
        <Th screenReaderText={t('Actions')} />
      </Tr>
    </Thead>
  );
}
