import { Alert } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import { useTranslate } from '../../console/translation';
import { WatchLostAlert } from '../../shared/WatchLostAlert';
import { useDetails } from './details-context';

/** What a reader has to know before the numbers. */
export function DetailsAlerts(): ReactElement {
  const t = useTranslate();
  const { lost, lostMessage, overview, verdicts } = useDetails();
  return (
    <>
      <WatchLostAlert lost={lost} detail={lostMessage} />
      {overview.writer === 'KMMOperator' && (
        <Alert
          isInline
          variant="info"
          title={t('The KMM operator writes the status of this preflight.')}
          data-test="kmm-alert"
          data-alert="operator-active"
        >
          {t('It checks one preflight at a time. The verdicts of the validator are shown beside its words.')}
        </Alert>
      )}
      {verdicts === 'forbidden' && (
        <Alert isInline variant="info" title={t('You may not see the reports of all namespaces.')}>
          {t('Only what the status of the preflight says is shown.')}
        </Alert>
      )}
      {verdicts === 'not-installed' && (
        <Alert isInline variant="info" title={t('The validator is not installed.')}>
          {t('Only what the status of the preflight says is shown.')}
        </Alert>
      )}
    </>
  );
}
