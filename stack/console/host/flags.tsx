import { usePluginStore } from '@openshift/dynamic-plugin-sdk';
import { checkAccess } from '@openshift-console/dynamic-plugin-sdk/lib/app/components/utils/rbac';
import {
  isFeatureFlagHookProvider,
  type SetFeatureFlag,
} from '@openshift-console/dynamic-plugin-sdk/lib/extensions/feature-flags';
import { useEffect, useMemo, type ReactElement } from 'react';
import { useDispatch, useSelector } from 'react-redux';
import { useCodeRef } from './code-ref';
import { useExtensionsOf } from './shims/extensions';
import { setFlag, type HostDispatch, type RootState } from './store/store';

/** Flags that the console finds by asking what the user may see. */
const ACCESS_FLAGS = {
  CAN_LIST_NODE: { group: '', resource: 'nodes', verb: 'list' },
  CAN_LIST_NS: { group: '', resource: 'namespaces', verb: 'list' },
  CAN_GET_CLUSTER_VERSION: { group: 'config.openshift.io', resource: 'clusterversions', verb: 'get' },
} as const;
/** Keeps flags up to date that are found by asking: the console's own, and those that plugins find themselves. */
export function FlagSources(): ReactElement {
  useAccessFlags();
  useFlagsOfExtensions();
  const providers = useExtensionsOf(isFeatureFlagHookProvider);
  return (
    <>
      {providers.map(({ uid, properties }) => (
        <LoadedFlagProvider key={uid} reference={properties.handler} />
      ))}
    </>
  );
}

type FlagHandler = (setFlag: SetFeatureFlag) => void;

function LoadedFlagProvider({ reference }: { reference: () => Promise<FlagHandler> }): ReactElement | null {
  const useHandler = useCodeRef(reference);
  return useHandler ? <FlagProvider useHandler={useHandler} /> : null;
}

/** The handler is a hook and may set flags while it is drawn; they are flushed afterwards, as in the console. */
function FlagProvider({ useHandler }: { useHandler: FlagHandler }): null {
  const dispatch = useDispatch<HostDispatch>();
  const set = useMemo<SetFeatureFlag>(
    () => (flag, enabled) => queueMicrotask(() => void dispatch(setFlag(flag, enabled))),
    [dispatch],
  );
  useHandler(set);
  return null;
}

function useAccessFlags(): void {
  const dispatch = useDispatch<HostDispatch>();
  useEffect(() => {
    for (const [flag, attributes] of Object.entries(ACCESS_FLAGS)) {
      checkAccess(attributes).then(
        ({ status }) => dispatch(setFlag(flag, status?.allowed ?? false)),
        (error: unknown) => console.warn(`flag ${flag}`, error),
      );
    }
  }, [dispatch]);
}

/** Extensions with flags appear and go with the flags of the store. */
function useFlagsOfExtensions(): void {
  const pluginStore = usePluginStore();
  const flags = useSelector(({ FLAGS }: RootState) => FLAGS);
  useEffect(() => pluginStore.setFeatureFlags(flags.toObject()), [pluginStore, flags]);
}
