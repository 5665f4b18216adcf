import { ClipboardCopy } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import { useTranslate } from '../console/translation';

/** A text with a button that copies it. */
export function CopyText({ children, label }: { children: string; label: string }): ReactElement {
  const t = useTranslate();
  return (
    <ClipboardCopy
      variant="inline-compact"
      isCode
      isBlock
      hoverTip={t('Copy')}
      clickTip={t('Copied')}
      copyAriaLabel={label}
    >
      {children}
    </ClipboardCopy>
  );
}
