import {
  OPERATOR_DEPLOYMENT_SELECTOR,
  OPERATOR_LEASE_NAME,
  parseOperatorDeployment,
  parseOperatorLease,
} from '../contract/operator';
import { DEPLOYMENT, LEASE } from '../contract/resource-kinds';
import { createOperatorMonitor } from './controller/operator-monitor';
import type { Clock, OperatorFacts, Watcher } from './ports';

/** Facts that are kept up to date until `stop`. */
export interface WatchedOperatorFacts extends OperatorFacts {
  stop(): void;
}

/**
 * Watches the KMM operator's Deployments and Leases for the API. Its own two small watches, because every replica answers
 * and only the leading one has a controller; and watches instead of reads, because a Lease shows life only by changing.
 */
export function startOperatorFacts(watcher: Watcher, clock: Clock): WatchedOperatorFacts {
  const deployments = watcher.watch({
    kind: DEPLOYMENT,
    labelSelector: OPERATOR_DEPLOYMENT_SELECTOR,
    prune: parseOperatorDeployment,
  });
  const leases = watcher.watch({
    kind: LEASE,
    fieldSelector: `metadata.name=${OPERATOR_LEASE_NAME}`,
    prune: parseOperatorLease,
    onChange: (change) => monitor.onLease(change),
  });
  const monitor = createOperatorMonitor(
    () => deployments.values(),
    () => leases.values(),
    clock,
  );
  return {
    current() {
      if (!deployments.isSynced || !leases.isSynced) return undefined;
      return {
        present: deployments.size > 0 || leases.size > 0,
        alive: monitor.state().alive,
        managed: [...deployments.values()].some(({ managed }) => managed),
      };
    },
    stop() {
      deployments.stop();
      leases.stop();
    },
  };
}
