import { TextInput } from '@patternfly/react-core';
import { SearchIcon } from '@patternfly/react-icons';
import type { ReactElement } from 'react';
import { useState } from 'react';

/** A text that rows must hold. Typing stays smooth while the address follows. */
export function TextFilter(props: { label: string; value: string; onChange: (q: string) => void }): ReactElement {
  const { label, value, onChange } = props;
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  if (value !== seen) {
    setSeen(value);
    // The filters were cleared. Any other change is the echo of what was typed.
    if (value === '') setText('');
  }
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      customIcon={<SearchIcon />}
      data-test="kmm-filter-text"
      value={text}
      onChange={(_event, typed) => {
        setText(typed);
        onChange(typed);
      }}
    />
  );
}
