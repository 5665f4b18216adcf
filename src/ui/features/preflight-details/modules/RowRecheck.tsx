import type { ReactElement } from 'react';
import type { ModuleRow } from '../../../../contract/module-row';
import { keyOf } from '../../../../contract/module-row';
import { MODULE } from '../../../../contract/resource-kinds';
import { Time } from '../../../console/sdk';
import { useTranslate } from '../../../console/translation';
import { useDetails } from '../details-context';
import { RecheckButton } from './RecheckButton';

/** When the Module is checked again by itself, and the way to have it checked at once. */
export function RowRecheck({ row }: { row: ModuleRow }): ReactElement {
  const t = useTranslate();
  const { moduleObjects } = useDetails();
  const next = row.verdict?.nextAttemptAt;
  return (
    <div>
      <p>
        {next === undefined ? (
          t('It is checked again when the Module or the preflight changes.')
        ) : (
          <>
            {t('Checked again by itself:')} <Time value={next} />
          </>
        )}
      </p>
      <RecheckButton
        word={t('Check again')}
        dataTest="kmm-recheck"
        kind={MODULE}
        object={moduleObjects.get(keyOf(row.namespace, row.name))}
        attempts={row.verdict?.attempts ?? 0}
        awaited={1}
      />
    </div>
  );
}
