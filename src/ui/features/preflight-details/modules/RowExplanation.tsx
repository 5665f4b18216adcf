import { Flex, FlexItem, Title } from '@patternfly/react-core';
import type { ReactElement, ReactNode } from 'react';
import type { ModuleRow } from '../../../../contract/module-row';
import { useTranslate } from '../../../console/translation';
import { reasonWords } from '../../../shared/reason-words';
import { CopyText } from '../../../shared/CopyText';
import { useDetails } from '../details-context';
import { remedyCommand } from './remedy-command';
import { VerbatimText } from '../../../shared/VerbatimText';

/** What was tried and what answered, in our words and, where it writes the status, in the KMM operator's. */
export function RowExplanation({ row }: { row: ModuleRow }): ReactElement {
  const t = useTranslate();
  const { overview } = useDetails();
  const { verdict, entry } = row;
  const operatorSays = overview.writer === 'KMMOperator' ? entry : undefined;
  const words = verdict && reasonWords(verdict.reason, t);
  return (
    <Flex alignItems={{ default: 'alignItemsFlexStart' }}>
      <Part title={verdict && operatorSays ? t('The validator says') : t('What was tried and what answered')}>
        {verdict ? (
          <>
            {words?.meaning ? <p>{words.meaning}</p> : null}
            <p>
              <VerbatimText>{verdict.message}</VerbatimText>
            </p>
          </>
        ) : (
          <p>{t('There is no report of the validator for this Module.')}</p>
        )}
      </Part>
      {operatorSays && (
        <Part title={t('The KMM operator says')}>
          <p>
            <VerbatimText>{operatorSays.statusReason ?? operatorSays.verificationStatus}</VerbatimText>
          </p>
        </Part>
      )}
    </Flex>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <FlexItem flex={{ default: 'flex_1' }}>
      <Title headingLevel="h3" size="md">
        {title}
      </Title>
      {children}
    </FlexItem>
  );
}

/** What a person can do about it; nothing when there is nothing to do. */
export function RowRemedy({ row }: { row: ModuleRow }): ReactElement | null {
  const t = useTranslate();
  const { overview } = useDetails();
  const remedy = row.verdict && reasonWords(row.verdict.reason, t).remedy;
  if (!remedy) return null;
  const command = remedyCommand(row, overview.preflight);
  return (
    <div>
      <Title headingLevel="h3" size="md">
        {t('What to do')}
      </Title>
      <p>{remedy}</p>
      {command !== undefined && <CopyText label={t('Copy the command')}>{command}</CopyText>}
    </div>
  );
}
