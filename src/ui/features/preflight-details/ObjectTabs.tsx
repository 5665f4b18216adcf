import type { ReactElement } from 'react';
import type { KubeObject } from '../../../contract/kube-object';
import { apiVersionOf } from '../../../contract/kube-object';
import { PREFLIGHT_OCP } from '../../../contract/resource-kinds';
import { EventStream, YamlEditor } from '../../console/sdk';
import { useDetails } from './details-context';

/** Both need to know what they show, and a watched object does not always say. */
function useTypedObject(): KubeObject {
  return { ...useDetails().object, apiVersion: apiVersionOf(PREFLIGHT_OCP), kind: PREFLIGHT_OCP.kind };
}

export function YamlTab(): ReactElement {
  return <YamlEditor object={useTypedObject()} />;
}

export function EventsTab(): ReactElement {
  return <EventStream object={useTypedObject()} />;
}
