import { useK8sWatchResources } from '@openshift-console/dynamic-plugin-sdk/lib/utils/k8s/hooks/useK8sWatchResources';
import type { WatchK8sResources } from '@openshift-console/dynamic-plugin-sdk';
import { Button, Icon, Popover, Spinner } from '@patternfly/react-core';
import { CheckCircleIcon } from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import { ExclamationCircleIcon } from '@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon';
import { ExclamationTriangleIcon } from '@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon';
import { QuestionCircleIcon } from '@patternfly/react-icons/dist/esm/icons/question-circle-icon';
import { SyncAltIcon } from '@patternfly/react-icons/dist/esm/icons/sync-alt-icon';
import type { TFunction } from 'i18next';
import type { ComponentType, ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

type Resources = WatchK8sResources<Record<string, never>>;

/** Properties of `console.dashboards/overview/health/resource` with their code loaded. */
export interface HealthSubsystem {
  title: string;
  resources: Resources;
  healthHandler: (resources: object, t: TFunction) => { state: string; message?: string };
  popupComponent?: ComponentType<object>;
  popupTitle?: string;
}

const ICONS: Readonly<Record<string, ReactElement>> = {
  OK: (
    <Icon status="success">
      <CheckCircleIcon />
    </Icon>
  ),
  ERROR: (
    <Icon status="danger">
      <ExclamationCircleIcon />
    </Icon>
  ),
  WARNING: (
    <Icon status="warning">
      <ExclamationTriangleIcon />
    </Icon>
  ),
  LOADING: <Spinner size="md" aria-label="Loading" />,
  UPDATING: (
    <Icon>
      <SyncAltIcon />
    </Icon>
  ),
  PROGRESS: (
    <Icon>
      <SyncAltIcon />
    </Icon>
  ),
};

/** One plugin's item of the Status card: what it watches, judged by its handler. */
export function Health({ subsystem }: { subsystem: HealthSubsystem }): ReactElement {
  const { title, resources, healthHandler, popupComponent: Popup, popupTitle } = subsystem;
  // The console's own `t`, in which a key without a namespace is the console's.
  const { t } = useTranslation();
  const results = useK8sWatchResources(resources);
  const { state, message } = healthHandler(results, t);
  return (
    <HealthItem
      {...{ title, state }}
      {...(message !== undefined && { details: message })}
      {...(Popup && { popup: <Popup {...results} /> })}
      {...(popupTitle !== undefined && { popupTitle })}
    />
  );
}

/** Icon and title; with a popup the title opens it. */
export function HealthItem(props: {
  title: string;
  state: string;
  details?: string;
  popup?: ReactNode;
  popupTitle?: string;
}): ReactElement {
  const { title, state, details, popup, popupTitle } = props;
  return (
    <div data-item-id={`${title}-health-item`} data-test="health-item" data-state={state}>
      {ICONS[state] ?? (
        <Icon>
          <QuestionCircleIcon />
        </Icon>
      )}{' '}
      {popup === undefined ? (
        <span>{title}</span>
      ) : (
        <Popover headerContent={popupTitle ?? title} bodyContent={popup} aria-label={popupTitle ?? title}>
          <Button variant="link" isInline data-test="health-item-button">
            {title}
          </Button>
        </Popover>
      )}
      {details !== undefined && <div data-test="health-item-details">{details}</div>}
    </div>
  );
}
