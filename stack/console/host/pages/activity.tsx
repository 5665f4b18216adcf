import { useK8sModels } from '@openshift-console/dynamic-plugin-sdk/lib/utils/k8s/hooks/useK8sModels';
import type { WatchK8sResource } from '@openshift-console/dynamic-plugin-sdk';
import type { ComponentType, ReactElement } from 'react';
import type { KubeObject } from '../../../../src/contract/kube-object';
import { Timestamp } from '../shims/timestamp';
import { useWatch } from '../shims/use-watch';
import { parseReference } from '../k8s-model';

/** Properties of `console.dashboards/overview/activity/resource` with their code loaded. */
export interface ResourceActivity {
  k8sResource: Omit<WatchK8sResource, 'kind'> & { kind: string };
  isActivity?: (resource: KubeObject) => boolean;
  getTimestamp?: (resource: KubeObject) => Date;
  component: ComponentType<{ resource: KubeObject }>;
}

/** One plugin's ongoing activities. The console looks the kind up by `kind`; `groupVersionKind` finds nothing. */
export function Activity({ activity }: { activity: ResourceActivity }): ReactElement {
  const { k8sResource, isActivity = () => true, getTimestamp, component: Component } = activity;
  const { kind: reference, ...rest } = k8sResource;
  const watched = { ...rest, groupVersionKind: parseReference(reference) };
  const [models] = useK8sModels();
  const [resources] = useWatch<KubeObject[]>(reference in models ? watched : null);
  return (
    <>
      {(resources ?? []).filter(isActivity).map((resource) => (
        <div key={resource.metadata.uid} data-test="activity">
          {getTimestamp && <Timestamp simple timestamp={getTimestamp(resource).toISOString()} />}
          <Component resource={resource} />
        </div>
      ))}
    </>
  );
}
