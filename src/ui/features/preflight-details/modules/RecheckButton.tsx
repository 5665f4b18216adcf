import { Alert, Button } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import { useAccess } from '../../../console/sdk';
import { useTranslate } from '../../../console/translation';
import type { RecheckTarget } from '../../../console/useRecheck';
import { useRecheck } from '../../../console/useRecheck';

export interface RecheckButtonProps extends RecheckTarget {
  word: string;
  dataTest: 'kmm-recheck' | 'kmm-recheck-all';
}

/** Has something looked at again, for those who may annotate it; busy until it has been looked at. */
export function RecheckButton({ word, dataTest, ...target }: RecheckButtonProps): ReactElement | null {
  const t = useTranslate();
  const { kind, object } = target;
  const { name = '', namespace } = object?.metadata ?? {};
  const [mayPatch] = useAccess({ kind, verb: 'patch', name, ...(namespace !== undefined && { namespace }) });
  const { busy, failure, request } = useRecheck(target);
  if (!object || !mayPatch) return null;
  return (
    <>
      <Button
        variant="secondary"
        data-test={dataTest}
        isLoading={busy}
        isDisabled={busy}
        spinnerAriaValueText={t('Being checked')}
        onClick={request}
      >
        {word}
      </Button>
      {failure !== undefined && (
        <Alert isInline isPlain variant="danger" title={t('The check could not be requested.')}>
          {failure}
        </Alert>
      )}
    </>
  );
}
