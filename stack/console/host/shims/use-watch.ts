import { useK8sWatchResource } from '@openshift-console/dynamic-plugin-sdk/lib/utils/k8s/hooks/useK8sWatchResource';
import type { K8sResourceCommon, WatchK8sResource } from '@openshift-console/dynamic-plugin-sdk';

/** The SDK's watch for the host's own pages: `[data, loaded, error]`; null watches nothing. */
export function useWatch<T extends K8sResourceCommon | K8sResourceCommon[]>(
  query: WatchK8sResource | null,
): [data: T, loaded: boolean, error: unknown] {
  return useK8sWatchResource<T>(query);
}
