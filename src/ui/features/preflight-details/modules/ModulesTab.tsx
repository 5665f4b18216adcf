import { PageSection } from '@patternfly/react-core';
import { Table, Th, Thead, Tr } from '@patternfly/react-table';
import type { ReactElement } from 'react';
import type { ModuleRow } from '../../../../contract/module-row';
import { keyOf } from '../../../../contract/module-row';
import { useTranslate } from '../../../console/translation';
import { PageMessage } from '../../../shared/PageMessage';
import { SortableHeader } from '../../../shared/table/SortableHeader';
import type { TableQuery } from '../../../shared/table/table-query';
import { TablePages } from '../../../shared/table/TablePages';
import { TableSkeleton } from '../../../shared/table/TableSkeleton';
import { useTableQuery } from '../../../shared/table/useTableQuery';
import { useDetails } from '../details-context';
import { selectModulePage, selectModuleRows } from './module-table';
import { ModulesToolbar } from './ModulesToolbar';
import { ModuleTableRow } from './ModuleTableRow';

/** All Modules of a preflight, worst first. */
export function ModulesTab(): ReactElement {
  const { rows, verdicts } = useDetails();
  const [query, change] = useTableQuery();
  const shown = selectModuleRows(rows, query);
  const page = selectModulePage(shown, query);
  const pages = { count: shown.length, page: page.page, perPage: query.perPage, onChange: change };
  if (verdicts === 'loading') {
    return (
      <PageSection>
        <TableSkeleton />
      </PageSection>
    );
  }
  return (
    <PageSection>
      <ModulesToolbar rows={rows} query={query} onChange={change} pages={<TablePages {...pages} variant="top" />} />
      {shown.length === 0 ? (
        <PageMessage page={rows.length === 0 ? 'no-modules' : 'no-match'} />
      ) : (
        <>
          <ModulesTable rows={page.rows} query={query} onChange={change} />
          <TablePages {...pages} variant="bottom" />
        </>
      )}
    </PageSection>
  );
}

interface ModulesTableProps {
  rows: ModuleRow[];
  query: TableQuery;
  onChange: (change: Partial<TableQuery>) => void;
}

function ModulesTable({ rows, query, onChange }: ModulesTableProps): ReactElement {
  const t = useTranslate();
  const toggle = (key: string): void => {
    const others = query.open.filter((other) => other !== key);
    onChange({ open: others.length === query.open.length ? [...others, key] : others });
  };
  return (
    <Table aria-label={t('Modules')} isExpandable>
      <ModuleColumns query={query} onChange={onChange} />
      {rows.map((row) => {
        const key = keyOf(row.namespace, row.name);
        return <ModuleTableRow key={key} row={row} isOpen={query.open.includes(key)} onToggle={() => toggle(key)} />;
      })}
    </Table>
  );
}

function ModuleColumns(view: Pick<ModulesTableProps, 'query' | 'onChange'>): ReactElement {
  const t = useTranslate();
  return (
    <Thead>
      <Tr>
        <Th screenReaderText={t('Details')} />
        <SortableHeader column="status" title={t('Status')} {...view} />
        <SortableHeader column="module" title={t('Module')} {...view} />
        <SortableHeader column="namespace" title={t('Namespace')} {...view} />
        <SortableHeader column="reason" title={t('Reason')} {...view} />
        <SortableHeader column="nodes" title={t('Nodes affected')} {...view} />
        <SortableHeader column="image" title={t('Image')} {...view} />
        <SortableHeader column="checked" title={t('Checked')} {...view} />
        <Th screenReaderText={t('Actions')} />
      </Tr>
    </Thead>
  );
}
