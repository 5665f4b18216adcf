import { Button } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';
import { PREFLIGHT_OCP } from '../../contract/resource-kinds';
import { CREATE_ADDRESS } from '../console/addresses';
import { useAccess } from '../console/sdk';
import { useTranslate } from '../console/translation';

/** The way to a new preflight, for those who may create one. */
export function CreateButton(): ReactElement | null {
  const t = useTranslate();
  const navigate = useNavigate();
  const [mayCreate] = useAccess({ kind: PREFLIGHT_OCP, verb: 'create' });
  if (!mayCreate) return null;
  return (
    <Button variant="primary" data-test="kmm-create" onClick={() => void navigate(CREATE_ADDRESS)}>
      {t('Create preflight')}
    </Button>
  );
}
