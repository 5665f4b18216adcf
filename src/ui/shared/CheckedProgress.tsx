import { Progress, ProgressMeasureLocation, ProgressSize } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import type { Counts } from '../../domain/preflight/summary';
import { useTranslate } from '../console/translation';

/** How many Modules have been checked. */
export function CheckedProgress({ counts, label }: { counts: Counts; label: string }): ReactElement {
  const t = useTranslate();
  const done = counts.total - counts.inProgress;
  return (
    <div data-test="kmm-progress" style={{ minWidth: '9rem' }}>
      <Progress
        aria-label={label}
        value={done}
        max={Math.max(1, counts.total)}
        label={t('{{done}} of {{total}}', { done, total: counts.total })}
        valueText={t('{{done}} of {{total}}', { done, total: counts.total })}
        size={ProgressSize.sm}
        measureLocation={ProgressMeasureLocation.outside}
      />
    </div>
  );
}
