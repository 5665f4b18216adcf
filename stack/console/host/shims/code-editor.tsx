import { TextArea } from '@patternfly/react-core';
import type { ReactElement } from 'react';

/** A labelled text area in the place of the console's code editor. */
export function CodeEditor(props: {
  value?: string;
  minHeight?: string;
  isReadOnly?: boolean;
  onChange?: (value: string, event: unknown) => void;
  onSave?: () => void;
}): ReactElement {
  const { value = '', minHeight = '20rem', isReadOnly = false, onChange, onSave } = props;
  return (
    <TextArea
      aria-label="Code editor"
      data-test="code-editor"
      className="host-code"
      spellCheck={false}
      style={{ minHeight }}
      value={value}
      {...(isReadOnly && { readOnlyVariant: 'default' as const })}
      onChange={(event, text) => onChange?.(text, event)}
      onKeyDown={(event) => {
        if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        onSave?.();
      }}
    />
  );
}
