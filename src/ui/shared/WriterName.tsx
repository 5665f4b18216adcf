import type { ReactElement } from 'react';
import type { StatusOwner } from '../../domain/preflight/status-owner';
import { useTranslate } from '../console/translation';

const WRITERS: Record<StatusOwner, string> = { Validator: 'validator', KMMOperator: 'operator' };

/** Who writes the status of a preflight. */
export function WriterName({ writer }: { writer: StatusOwner | undefined }): ReactElement {
  const t = useTranslate();
  if (writer === undefined) return <>-</>;
  return (
    <span data-test="kmm-writer" data-writer={WRITERS[writer]}>
      {writer === 'Validator' ? t('Validator') : t('KMM operator')}
    </span>
  );
}
