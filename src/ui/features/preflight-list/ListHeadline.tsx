import type { ReactElement } from 'react';
import type { ListHeadline as Answer } from '../../../domain/preflight/headline';
import { selectListHeadline } from '../../../domain/preflight/headline';
import type { Translate } from '../../console/translation';
import { useTranslate } from '../../console/translation';
import { HeadlineText } from '../../shared/HeadlineText';
import type { PreflightRowData } from './list-rows';

/** First line of the list: can I update, and if not, what stops me? */
export function ListHeadline({ rows }: { rows: readonly PreflightRowData[] }): ReactElement {
  const t = useTranslate();
  const answer = selectListHeadline(rows);
  return <HeadlineText>{headlineText(answer, t)}</HeadlineText>;
}

function headlineText(answer: Answer, t: Translate): string {
  switch (answer.kind) {
    case 'one-failing':
      return t('{{failed}} of {{count}} Modules would fail on {{target}}.', {
        failed: answer.failed,
        count: answer.total,
        target: answer.target,
      });
    case 'several-failing':
      return t('Modules would fail on {{failing}} of {{count}} kernels.', {
        failing: answer.failing,
        count: answer.preflights,
      });
    case 'in-progress':
      return t('Not known yet: {{count}} preflights are not finished.', { count: answer.unfinished });
    case 'not-checked':
      return t('Not known yet: {{count}} preflights have not been checked.', { count: answer.unchecked });
    case 'ready':
      return t('Ready: all needed Modules work on the {{count}} kernels that were checked.', {
        count: answer.preflights,
      });
  }
}
