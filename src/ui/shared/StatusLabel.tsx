import { Label, Tooltip } from '@patternfly/react-core';
import type { LabelProps } from '@patternfly/react-core';
import {
  CheckCircleIcon,
  ClockIcon,
  ExclamationCircleIcon,
  ExclamationTriangleIcon,
  InProgressIcon,
  LockIcon,
  MinusCircleIcon,
  MinusIcon,
  QuestionCircleIcon,
  SyncAltIcon,
} from '@patternfly/react-icons';
import type { ReactElement } from 'react';
import { Time } from '../console/sdk';
import { useTranslate } from '../console/translation';
import type { ShownStatus } from './standing-words';
import { standingWord } from './standing-words';

type Look = Pick<LabelProps, 'status' | 'color' | 'icon'>;

const LOOKS: Record<ShownStatus, Look> = {
  failed: { status: 'danger', icon: <ExclamationCircleIcon /> },
  'in-progress': { status: 'info', icon: <InProgressIcon /> },
  retrying: { status: 'info', icon: <SyncAltIcon /> },
  warned: { status: 'warning', icon: <ExclamationTriangleIcon /> },
  passed: { status: 'success', icon: <CheckCircleIcon /> },
  'nothing-to-load': { color: 'grey', icon: <MinusIcon /> },
  'not-needed': { color: 'grey', icon: <MinusCircleIcon /> },
  'not-checked': { color: 'grey', icon: <QuestionCircleIcon /> },
  'no-access': { color: 'grey', icon: <LockIcon /> },
};

export interface StatusLabelProps {
  status: ShownStatus;
  /** About an older Module or preflight. */
  outdated?: boolean;
  /** When it is tried again; shown as a tooltip of Retrying. */
  nextAttemptAt?: string | undefined;
}

/** Icon and word of a status: the only way that any page shows one. */
export function StatusLabel({ status, outdated = false, nextAttemptAt }: StatusLabelProps): ReactElement {
  const t = useTranslate();
  const { icon, ...look } = LOOKS[status];
  const label = (
    <span data-test="kmm-status" data-status={status} data-outdated={String(outdated)}>
      <Label {...look} icon={icon} variant={outdated ? 'outline' : 'filled'}>
        {standingWord(status, t)}
      </Label>
      {outdated && (
        <>
          {' '}
          <Label color="grey" variant="outline" icon={<ClockIcon />}>
            {t('Outdated')}
          </Label>
        </>
      )}
    </span>
  );
  if (status !== 'retrying' || nextAttemptAt === undefined) return label;
  return (
    <Tooltip
      content={
        <>
          {t('Tried again at')} <Time value={nextAttemptAt} />
        </>
      }
    >
      {label}
    </Tooltip>
  );
}
