import { Label, LabelGroup } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import type { PreflightOverview } from '../../contract/preflight-overview';
import { useTranslate } from '../console/translation';

type KernelLabelsProps = Pick<PreflightOverview, 'architecture' | 'kernelType' | 'preflight'>;

/** The kernel string, with its architecture and type as labels. */
export function KernelLabels({ preflight, architecture, kernelType }: KernelLabelsProps): ReactElement {
  const t = useTranslate();
  return (
    <>
      <div style={{ overflowWrap: 'break-word' }}>{preflight.kernelVersion}</div>
      <LabelGroup aria-label={t('Kind of kernel')}>
        {architecture !== undefined && <Label isCompact>{architecture}</Label>}
        <Label isCompact color={kernelType === 'default' ? 'grey' : 'purple'}>
          {kernelType}
        </Label>
      </LabelGroup>
    </>
  );
}
