import { Label } from '@patternfly/react-core';
import type { LabelProps } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import type { ReactElement } from 'react';
import type { Check, CheckResult } from '../../../../domain/preflight/verdict';
import type { Translate } from '../../../console/translation';
import { useTranslate } from '../../../console/translation';
import { checkTitle } from '../../../shared/reason-words';
import { VerbatimText } from '../../../shared/VerbatimText';

interface ResultLook extends Pick<LabelProps, 'status' | 'color'> {
  word: (t: Translate) => string;
}

const RESULTS: Record<CheckResult, ResultLook> = {
  Pass: { status: 'success', word: (t) => t('Passed') },
  Fail: { status: 'danger', word: (t) => t('Failed') },
  Warn: { status: 'warning', word: (t) => t('Warning') },
  Unknown: { color: 'grey', word: (t) => t('Unknown') },
  Skipped: { color: 'grey', word: (t) => t('Skipped') },
};

/** Each check in the order they ran. */
export function RowChecks({ checks }: { checks: readonly Check[] }): ReactElement | null {
  const t = useTranslate();
  if (checks.length === 0) return null;
  return (
    <Table variant="compact" aria-label={t('Checks')} borders={false}>
      <Thead>
        <Tr>
          <Th>{t('Check')}</Th>
          <Th>{t('Result')}</Th>
          <Th>{t('Details')}</Th>
        </Tr>
      </Thead>
      <Tbody>
        {checks.map(({ name, result, reason, message }, index) => {
          const { word, ...look } = RESULTS[result];
          return (
            <Tr key={`${name}-${index}`} data-test="kmm-check" data-check={name} data-result={result}>
              <Td dataLabel={t('Check')}>{checkTitle(name, t)}</Td>
              <Td dataLabel={t('Result')}>
                <Label isCompact {...look}>
                  {word(t)}
                </Label>
              </Td>
              <Td dataLabel={t('Details')}>
                <VerbatimText>{message || reason}</VerbatimText>
              </Td>
            </Tr>
          );
        })}
      </Tbody>
    </Table>
  );
}
