import type { ActionType } from '@openshift-console/dynamic-plugin-sdk/lib/app/k8s/actions/k8s';
import { fromJS, Map as ImmutableMap } from 'immutable';
import type { KubeObject } from '../../../../src/contract/kube-object';
import type { K8sModel } from '../k8s-model';

/** State of all watches by id, and `RESOURCES` with the models: the shape that the SDK's hooks read. */
export type K8sState = ImmutableMap<string, unknown>;

interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: KubeObject;
}

/** The SDK's actions; what `k8sObjects` is depends on the type. */
export interface K8sAction {
  type: string;
  payload?: { id?: string; k8sObjects?: unknown; resources?: { models: readonly K8sModel[] } };
}

type StoredObject = ImmutableMap<string, unknown>;
type StoredList = ImmutableMap<string, StoredObject>;

const EMPTY: K8sState = ImmutableMap({
  RESOURCES: ImmutableMap({ inFlight: false, loaded: false, models: ImmutableMap() }),
});

/**
 * Keeps what is watched, as the console does: a list is loaded with its first page and grows with the others; an error
 * leaves `loaded` and the data as they were; an older object never replaces a newer one; a watch ERROR is a warning only.
 */
export function reduceK8s(state: K8sState = EMPTY, { type, payload = {} }: K8sAction): K8sState {
  const { id, k8sObjects, resources } = payload;
  const kind = type as `${ActionType}`;
  if (kind === 'getResourcesInFlight') return state.setIn(['RESOURCES', 'inFlight'], true);
  if (kind === 'resources') return keepModels(state, resources?.models ?? []);
  if (id === undefined) return state;
  if (kind === 'startWatchK8sObject') return state.set(id, startWatch({}));
  if (kind === 'startWatchK8sList') return state.has(id) ? state : state.set(id, startWatch(ImmutableMap()));
  // The page that watched it may be gone by now.
  return state.has(id) ? followWatch(state, { kind, id, k8sObjects }) : state;
}

interface WatchStep {
  kind: `${ActionType}`;
  id: string;
  k8sObjects: unknown;
}

function followWatch(state: K8sState, { kind, id, k8sObjects }: WatchStep): K8sState {
  const update = (change: (list: StoredList) => StoredList): K8sState => state.updateIn([id, 'data'], change);
  switch (kind) {
    case 'modifyObject':
      return keepObject(state, id, k8sObjects as KubeObject);
    case 'stopWatchK8s':
      return state.delete(id);
    case 'errored':
      return state.setIn([id, 'loadError'], k8sObjects);
    case 'loaded':
      return update((list) => replaceList(list, k8sObjects as KubeObject[])).mergeIn([id], {
        loaded: true,
        loadError: '',
      });
    case 'bulkAddToList':
      return update((list) => (k8sObjects as KubeObject[]).reduce(keepNewer, list));
    case 'updateListFromWS':
      return update((list) => (k8sObjects as WatchEvent[]).reduce(followEvent, list));
    default:
      return state;
  }
}

function keepModels(state: K8sState, models: readonly K8sModel[]): K8sState {
  const byReference = models.map((model): [string, K8sModel] => [
    model.crd ? `${model.apiGroup ?? 'core'}~${model.apiVersion}~${model.kind}` : model.kind,
    model,
  ]);
  return state.set('RESOURCES', ImmutableMap({ inFlight: false, loaded: true, models: ImmutableMap(byReference) }));
}

/** The SDK shows a plain object as null: that is what a page sees of one object before it is loaded. */
function startWatch(data: object): StoredObject {
  return ImmutableMap({ loadError: '', loaded: false, data });
}

function keepObject(state: K8sState, id: string, object: KubeObject): K8sState {
  const data = state.getIn([id, 'data']) as StoredObject | object;
  const stored = ImmutableMap.isMap(data) ? (data as StoredObject) : undefined;
  // The 30 s poll brings the same object again: its identity stays, so that nothing is drawn anew.
  const next = isNewer(object, stored) ? (fromJS(object) as StoredObject) : stored;
  return state.mergeIn([id], { loadError: '', loaded: true }).setIn([id, 'data'], next);
}

function replaceList(list: StoredList, objects: KubeObject[]): StoredList {
  const named = new Set(objects.map(keyOf));
  return objects.reduce(keepNewer, list.filter((_, key) => named.has(key ?? '')) as StoredList);
}

function keepNewer(list: StoredList, object: KubeObject): StoredList {
  const key = keyOf(object);
  return isNewer(object, list.get(key)) ? list.set(key, fromJS(object) as StoredObject) : list;
}

function followEvent(list: StoredList, { type, object }: WatchEvent): StoredList {
  if (type === 'ADDED' || type === 'MODIFIED') return keepNewer(list, object);
  if (type === 'DELETED') return list.delete(keyOf(object));
  if (type === 'ERROR') console.warn('the watch answered', object);
  return list;
}

/** Resource versions are opaque by contract and numbers in fact; the console compares them as numbers. */
function isNewer(object: KubeObject, stored: StoredObject | undefined): boolean {
  const storedVersion = stored?.getIn(['metadata', 'resourceVersion']) as string | undefined;
  if (storedVersion === undefined) return true;
  return Number(object.metadata.resourceVersion) > Number(storedVersion);
}

function keyOf({ metadata: { namespace, name } }: KubeObject): string {
  return namespace === undefined ? name : `(${namespace})-${name}`;
}
