import { Dropdown, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core';
import { EllipsisVIcon } from '@patternfly/react-icons';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { keyOf } from '../../../../contract/module-row';
import { EVENT, MODULE } from '../../../../contract/resource-kinds';
import { listAddress, yamlAddress } from '../../../console/addresses';
import { useTranslate } from '../../../console/translation';

/** Where to go from a Module. */
export function ModuleMenu({ namespace, name }: { namespace: string; name: string }): ReactElement {
  const t = useTranslate();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  return (
    <Dropdown
      isOpen={isOpen}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      popperProps={{ position: 'right' }}
      toggle={(reference) => (
        <MenuToggle
          ref={reference}
          variant="plain"
          isExpanded={isOpen}
          aria-label={t('Actions of {{name}}', { name: keyOf(namespace, name) })}
          icon={<EllipsisVIcon />}
          onClick={() => setOpen(!isOpen)}
        />
      )}
    >
      <DropdownList>
        <DropdownItem onClick={() => void navigate(yamlAddress(MODULE, namespace, name))}>
          {t('Edit YAML of the Module')}
        </DropdownItem>
        <DropdownItem onClick={() => void navigate(listAddress(EVENT, namespace))}>
          {t('Events of the namespace')}
        </DropdownItem>
      </DropdownList>
    </Dropdown>
  );
}
