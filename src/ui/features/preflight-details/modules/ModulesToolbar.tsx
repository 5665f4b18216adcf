import { Button, Toolbar, ToolbarContent, ToolbarItem } from '@patternfly/react-core';
import type { ReactElement, ReactNode } from 'react';
import type { ModuleRow } from '../../../../contract/module-row';
import { PREFLIGHT_OCP } from '../../../../contract/resource-kinds';
import { STANDINGS } from '../../../../domain/preflight/standing';
import { useTranslate } from '../../../console/translation';
import { FilterSelect } from '../../../shared/table/FilterSelect';
import { reasonWords } from '../../../shared/reason-words';
import { standingWord } from '../../../shared/standing-words';
import type { TableQuery } from '../../../shared/table/table-query';
import { hasFilters, NO_FILTERS } from '../../../shared/table/table-query';
import { TextFilter } from '../../../shared/table/TextFilter';
import { useDetails } from '../details-context';
import { listValues } from './module-table';
import { RecheckButton } from './RecheckButton';

export interface ModulesToolbarProps {
  rows: readonly ModuleRow[];
  query: TableQuery;
  onChange: (change: Partial<TableQuery>) => void;
  pages: ReactNode;
}

/** Filters of the Modules, and what can be done with all of them. */
export function ModulesToolbar({ rows, query, onChange, pages }: ModulesToolbarProps): ReactElement {
  const t = useTranslate();
  return (
    <Toolbar>
      <ToolbarContent>
        <ModuleFilters rows={rows} query={query} onChange={onChange} />
        {hasFilters(query) && (
          <ToolbarItem>
            <Button variant="link" data-test="kmm-clear-filters" onClick={() => onChange(NO_FILTERS)}>
              {t('Clear filters')}
            </Button>
          </ToolbarItem>
        )}
        <ToolbarItem>
          <RecheckAll rows={rows} />
        </ToolbarItem>
        <ToolbarItem variant="pagination" align={{ default: 'alignEnd' }}>
          {pages}
        </ToolbarItem>
      </ToolbarContent>
    </Toolbar>
  );
}

function ModuleFilters({ rows, query, onChange }: Omit<ModulesToolbarProps, 'pages'>): ReactElement {
  const t = useTranslate();
  const reasons = listValues(rows, ({ verdict }) => verdict?.reason);
  const namespaces = listValues(rows, ({ namespace }) => namespace);
  return (
    <>
      <ToolbarItem>
        <FilterSelect
          label={t('Status')}
          dataTest="kmm-filter-status"
          options={STANDINGS.map((value) => ({ value, word: standingWord(value, t) }))}
          selected={query.status}
          onChange={(status) => onChange({ status })}
        />
      </ToolbarItem>
      <ToolbarItem>
        <FilterSelect
          label={t('Reason')}
          dataTest="kmm-filter-reason"
          options={reasons.map((value) => ({ value, word: reasonWords(value, t).title }))}
          selected={query.reason}
          onChange={(reason) => onChange({ reason })}
        />
      </ToolbarItem>
      <ToolbarItem>
        <FilterSelect
          label={t('Namespace')}
          dataTest="kmm-filter-namespace"
          options={namespaces.map((value) => ({ value, word: value }))}
          selected={query.namespace}
          onChange={(namespace) => onChange({ namespace })}
        />
      </ToolbarItem>
      <ToolbarItem>
        <TextFilter label={t('Filter by Module, image or message')} value={query.q} onChange={(q) => onChange({ q })} />
      </ToolbarItem>
    </>
  );
}

/** Every Module has to be looked at once more before the wish is fulfilled. */
function RecheckAll({ rows }: { rows: readonly ModuleRow[] }): ReactElement {
  const t = useTranslate();
  const { object } = useDetails();
  const verdicts = rows.map(({ verdict }) => verdict).filter((verdict) => verdict !== undefined);
  return (
    <RecheckButton
      word={t('Check all again')}
      dataTest="kmm-recheck-all"
      kind={PREFLIGHT_OCP}
      object={object}
      attempts={verdicts.reduce((sum, { attempts }) => sum + attempts, 0)}
      awaited={verdicts.length}
    />
  );
}
