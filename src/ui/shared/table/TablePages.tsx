import { Pagination } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import { useTranslate } from '../../console/translation';
import type { TableQuery } from './table-query';

export interface TablePagesProps {
  count: number;
  page: number;
  perPage: number;
  variant: 'top' | 'bottom';
  onChange: (change: Partial<TableQuery>) => void;
}

/** Which rows are shown, and the way to the others. */
export function TablePages({ count, page, perPage, variant, onChange }: TablePagesProps): ReactElement {
  const t = useTranslate();
  return (
    <Pagination
      itemCount={count}
      page={page}
      perPage={perPage}
      variant={variant}
      isCompact={variant === 'top'}
      perPageOptions={[20, 50, 100, 200].map((value) => ({ title: String(value), value }))}
      onSetPage={(_event, wanted) => onChange({ page: wanted })}
      onPerPageSelect={(_event, wanted) => onChange({ perPage: wanted })}
      titles={{
        ofWord: t('of'),
        perPageSuffix: t('per page'),
        items: '',
        page: '',
        paginationAriaLabel: variant === 'top' ? t('Pages, top') : t('Pages, bottom'),
        optionsToggleAriaLabel: t('Rows per page'),
        currPageAriaLabel: t('Current page'),
        toFirstPageAriaLabel: t('First page'),
        toPreviousPageAriaLabel: t('Previous page'),
        toNextPageAriaLabel: t('Next page'),
        toLastPageAriaLabel: t('Last page'),
      }}
    />
  );
}
