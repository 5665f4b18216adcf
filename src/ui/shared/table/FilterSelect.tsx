import { Badge, MenuToggle, Select, SelectList, SelectOption } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import { useState } from 'react';

export interface FilterOption {
  value: string;
  word: string;
}

export interface FilterSelectProps {
  label: string;
  dataTest: string;
  options: readonly FilterOption[];
  selected: readonly string[];
  onChange: (selected: string[]) => void;
}

/** A filter of several values; none selected means all. */
export function FilterSelect({ label, dataTest, options, selected, onChange }: FilterSelectProps): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const flip = (value: string): void =>
    onChange(selected.includes(value) ? selected.filter((other) => other !== value) : [...selected, value]);
  return (
    <Select
      isOpen={isOpen}
      onOpenChange={setOpen}
      onSelect={(_event, value) => flip(String(value))}
      selected={selected}
      toggle={(reference) => (
        <MenuToggle
          ref={reference}
          isExpanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          data-test={dataTest}
          {...(selected.length > 0 && { badge: <Badge isRead>{selected.length}</Badge> })}
        >
          {label}
        </MenuToggle>
      )}
      isScrollable
    >
      <SelectList aria-label={label}>
        {options.map(({ value, word }) => (
          <SelectOption key={value} value={value} hasCheckbox isSelected={selected.includes(value)}>
            {word}
          </SelectOption>
        ))}
      </SelectList>
    </Select>
  );
}
