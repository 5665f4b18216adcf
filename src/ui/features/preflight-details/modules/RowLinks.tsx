import { List, ListItem, ListVariant } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import type { ModuleRow } from '../../../../contract/module-row';
import { MODULE, SECRET } from '../../../../contract/resource-kinds';
import { yamlAddress } from '../../../console/addresses';
import { ObjectLink } from '../../../console/sdk';
import { useTranslate } from '../../../console/translation';

/** Where to go from a row: the Module's YAML and the objects that it names. */
export function RowLinks({ row }: { row: ModuleRow }): ReactElement | null {
  const t = useTranslate();
  if (!row.module) return null;
  const { namespace, name, module } = row;
  return (
    <List variant={ListVariant.inline} isPlain aria-label={t('Links')}>
      <ListItem>
        <Link to={yamlAddress(MODULE, namespace, name)}>{t('YAML of the Module')}</Link>
      </ListItem>
      {module?.imageRepoSecret !== undefined && (
        <ListItem>
          <ObjectLink kind={SECRET} namespace={namespace} name={module.imageRepoSecret} />
        </ListItem>
      )}
    </List>
  );
}
