import { Button, Stack, StackItem } from '@patternfly/react-core';
import { AngleDownIcon, AngleRightIcon } from '@patternfly/react-icons';
import { ExpandableRowContent, Tbody, Td, Tr } from '@patternfly/react-table';
import type { ReactElement } from 'react';
import type { ModuleRow } from '../../../../contract/module-row';
import { keyOf } from '../../../../contract/module-row';
import { MODULE } from '../../../../contract/resource-kinds';
import { ObjectLink, Time } from '../../../console/sdk';
import { useTranslate } from '../../../console/translation';
import { reasonWords } from '../../../shared/reason-words';
import { VerdictStatus } from '../../../shared/VerdictStatus';
import { useDetails } from '../details-context';
import { ModuleMenu } from './ModuleMenu';
import { RowChecks } from './RowChecks';
import { RowExplanation, RowRemedy } from './RowExplanation';
import { RowFacts } from './RowFacts';
import { RowLinks } from './RowLinks';
import { RowRecheck } from './RowRecheck';
import { VerbatimText } from '../../../shared/VerbatimText';

export interface ModuleTableRowProps {
  row: ModuleRow;
  isOpen: boolean;
  onToggle: () => void;
}

/** Cells of a row, with the toggle and the menu. */
const COLUMNS = 9;

/** One Module: a line that opens to all that is known of it. */
export function ModuleTableRow({ row, isOpen, onToggle }: ModuleTableRowProps): ReactElement {
  const { namespace, name, standing, verdict } = row;
  return (
    <Tbody isExpanded={isOpen}>
      <Tr
        data-test="kmm-module-row"
        data-namespace={namespace}
        data-name={name}
        data-status={standing}
        data-reason={verdict?.reason ?? ''}
      >
        <ModuleCells row={row} isOpen={isOpen} onToggle={onToggle} />
      </Tr>
      {isOpen && (
        <Tr isExpanded data-test="kmm-row-detail">
          <Td colSpan={COLUMNS}>
            <ExpandableRowContent>
              <ModuleDetail row={row} />
            </ExpandableRowContent>
          </Td>
        </Tr>
      )}
    </Tbody>
  );
}

function ModuleCells({ row, isOpen, onToggle }: ModuleTableRowProps): ReactElement {
  const t = useTranslate();
  const { verdicts } = useDetails();
  const { namespace, name, standing, outdated, verdict, entry } = row;
  return (
    <>
      <Td>
        <Button
          variant="plain"
          data-test="kmm-row-toggle"
          aria-expanded={isOpen}
          aria-label={t('Details of {{name}}', { name: keyOf(namespace, name) })}
          icon={isOpen ? <AngleDownIcon /> : <AngleRightIcon />}
          onClick={onToggle}
        />
      </Td>
      <Td dataLabel={t('Status')}>
        <VerdictStatus
          place="table"
          state={verdicts}
          standing={verdict || entry ? standing : undefined}
          outdated={outdated}
          nextAttemptAt={verdict?.nextAttemptAt}
        />
      </Td>
      <Td dataLabel={t('Module')}>
        <ObjectLink kind={MODULE} namespace={namespace} name={name} />
      </Td>
      <Td dataLabel={t('Namespace')}>{namespace}</Td>
      <Td dataLabel={t('Reason')}>{verdict ? reasonWords(verdict.reason, t).title : '-'}</Td>
      <Td dataLabel={t('Nodes affected')}>{verdict?.nodes ?? '-'}</Td>
      <Td dataLabel={t('Image')} modifier="breakWord">
        <VerbatimText>{verdict?.image?.reference ?? '-'}</VerbatimText>
      </Td>
      <Td dataLabel={t('Checked')}>
        <Time value={verdict?.completedAt ?? entry?.lastTransitionTime} />
      </Td>
      <Td isActionCell>
        <ModuleMenu namespace={namespace} name={name} />
      </Td>
    </>
  );
}

function ModuleDetail({ row }: { row: ModuleRow }): ReactElement {
  return (
    <Stack hasGutter>
      <StackItem>
        <RowExplanation row={row} />
      </StackItem>
      <StackItem>
        <RowRemedy row={row} />
      </StackItem>
      <StackItem>
        <RowLinks row={row} />
      </StackItem>
      <StackItem>
        <RowRecheck row={row} />
      </StackItem>
      {row.verdict && (
        <StackItem>
          <RowFacts verdict={row.verdict} />
          <RowChecks checks={row.verdict.checks} />
        </StackItem>
      )}
    </Stack>
  );
}
