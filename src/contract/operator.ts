import type { KubeObject } from './kube-object';
import { objectsOf, textOf } from './raw-json';

/** What a Deployment of the KMM operator shows (kmm.md §6.3). */
export interface OperatorDeployment {
  namespace: string;
  available: boolean;
  /** `KMM_MANAGED` is true: a spoke, whose operator starts no preflight controller. */
  managed: boolean;
}

/** What a leader Lease of the KMM operator shows. */
export interface OperatorLease {
  namespace: string;
  renewTime: string;
}

interface RawDeployment extends KubeObject {
  spec?: { template?: { spec?: { containers?: { env?: { name: string; value?: string }[] }[] } } };
  status?: { availableReplicas?: number };
}

interface RawLease extends KubeObject {
  spec?: { renewTime?: string };
}

export const OPERATOR_DEPLOYMENT_SELECTOR = 'app.kubernetes.io/name=kmm,control-plane=controller';
export const OPERATOR_LEASE_NAME = 'kmm.sigs.x-k8s.io';

/** Deployment of the operator → whether it runs preflights. */
export function parseOperatorDeployment(raw: KubeObject): OperatorDeployment {
  const { metadata, spec, status } = raw as RawDeployment;
  const env = objectsOf(spec?.template?.spec?.containers).flatMap((container) => objectsOf(container.env));
  return {
    namespace: metadata.namespace ?? '',
    available: (status?.availableReplicas ?? 0) >= 1,
    managed: env.some(
      ({ name, value }) => name === 'KMM_MANAGED' && value !== undefined && /^(1|t|true)$/i.test(value),
    ),
  };
}

/** Lease of the operator → the time that its holder last wrote, which is compared with itself only. */
export function parseOperatorLease(raw: KubeObject): OperatorLease {
  return { namespace: raw.metadata.namespace ?? '', renewTime: textOf((raw as RawLease).spec?.renewTime) };
}
