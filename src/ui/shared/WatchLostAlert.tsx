import { Alert } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import { useTranslate } from '../console/translation';

/** Says that the rows below are the last that were seen; nothing while updates arrive. */
export function WatchLostAlert({ lost, detail }: { lost: boolean; detail: string }): ReactElement | null {
  const t = useTranslate();
  if (!lost) return null;
  return (
    <Alert
      isInline
      variant="warning"
      title={t('Live updates are interrupted. What you see may be old.')}
      data-test="kmm-alert"
      data-alert="watch-lost"
    >
      {detail}
    </Alert>
  );
}
