import { Td, Tr } from '@patternfly/react-table';
import type { ReactElement } from 'react';
import { PREFLIGHT_OCP } from '../../../contract/resource-kinds';
import { ObjectLink, Time } from '../../console/sdk';
import { useTranslate } from '../../console/translation';
import { CheckedProgress } from '../../shared/CheckedProgress';
import { KernelLabels } from '../../shared/KernelLabels';
import { ObjectMenu } from '../../shared/ObjectMenu';
import { ResultSummary } from '../../shared/ResultSummary';
import { WriterName } from '../../shared/WriterName';
import type { PreflightRowData } from './list-rows';

/** One preflight of the list. */
export function PreflightRow({ row }: { row: PreflightRowData }): ReactElement {
  const t = useTranslate();
  const { preflight, object, counts, writer } = row;
  return (
    <Tr data-test="kmm-preflight-row" data-name={preflight.name}>
      <Td dataLabel={t('Name')}>
        <ObjectLink kind={PREFLIGHT_OCP} name={preflight.name} />
      </Td>
      <Td dataLabel={t('Release')}>{preflight.release ?? '-'}</Td>
      <Td dataLabel={t('Kernel')}>
        <KernelLabels {...row} />
      </Td>
      <Td dataLabel={t('Result')}>
        <ResultSummary {...row} />
      </Td>
      <Td dataLabel={t('Progress')}>
        {counts ? <CheckedProgress counts={counts} label={t('Progress of {{name}}', { name: preflight.name })} /> : '-'}
      </Td>
      <Td dataLabel={t('Checked by')}>
        <WriterName writer={writer} />
      </Td>
      <Td dataLabel={t('Created')}>
        <Time value={object.metadata.creationTimestamp} />
      </Td>
      <Td isActionCell>
        <ObjectMenu object={object} place="row" />
      </Td>
    </Tr>
  );
}
