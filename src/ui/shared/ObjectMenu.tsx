import { Dropdown, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core';
import { EllipsisVIcon } from '@patternfly/react-icons';
import type { ReactElement } from 'react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { KubeObject } from '../../contract/kube-object';
import { PREFLIGHT_OCP } from '../../contract/resource-kinds';
import { PREFLIGHTS_ADDRESS, preflightAddress } from '../console/addresses';
import { useAccess, useObjectDialogs } from '../console/sdk';
import { useTranslate } from '../console/translation';

export interface ObjectMenuProps {
  object: KubeObject;
  /** Three dots in a row, a button with a word on a page. */
  place: 'row' | 'page';
}

/** What can be done with one preflight. */
export function ObjectMenu({ object, place }: ObjectMenuProps): ReactElement {
  const t = useTranslate();
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
          isExpanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          variant={place === 'row' ? 'plain' : 'default'}
          {...(place === 'row' && {
            'aria-label': t('Actions of {{name}}', { name: object.metadata.name }),
            icon: <EllipsisVIcon />,
          })}
        >
          {place === 'page' ? t('Actions') : undefined}
        </MenuToggle>
      )}
    >
      {isOpen && <ObjectActions object={object} />}
    </Dropdown>
  );
}

/** Asks for rights only once somebody opens the menu: a list has many rows. */
function ObjectActions({ object }: { object: KubeObject }): ReactElement {
  const t = useTranslate();
  const navigate = useNavigate();
  const { name } = object.metadata;
  const dialogs = useObjectDialogs(PREFLIGHT_OCP, object, PREFLIGHTS_ADDRESS);
  const [mayPatch] = useAccess({ kind: PREFLIGHT_OCP, verb: 'patch', name });
  const [mayDelete] = useAccess({ kind: PREFLIGHT_OCP, verb: 'delete', name });
  return (
    <DropdownList>
      <DropdownItem isDisabled={!mayPatch} onClick={dialogs.editLabels}>
        {t('Edit labels')}
      </DropdownItem>
      <DropdownItem isDisabled={!mayPatch} onClick={dialogs.editAnnotations}>
        {t('Edit annotations')}
      </DropdownItem>
      <DropdownItem onClick={() => void navigate(preflightAddress(name, 'yaml'))}>{t('Edit YAML')}</DropdownItem>
      <DropdownItem isDisabled={!mayDelete} isDanger onClick={dialogs.deleteObject}>
        {t('Delete preflight')}
      </DropdownItem>
    </DropdownList>
  );
}
