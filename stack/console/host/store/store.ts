import storeHandler from '@openshift-console/dynamic-plugin-sdk/lib/app/storeHandler';
import { Map as ImmutableMap } from 'immutable';
import { applyMiddleware, combineReducers, legacy_createStore, type Dispatch, type UnknownAction } from 'redux';
import { thunk, type ThunkDispatch } from 'redux-thunk';
import { reduceK8s, type K8sAction, type K8sState } from './k8s-reducer';

export type Flags = ImmutableMap<string, boolean>;

export interface RootState {
  k8s: K8sState;
  FLAGS: Flags;
  sdkCore: { user: { username: string } | undefined };
}

type FlagAction = { type: 'setFlag'; payload: { flag: string; value: boolean } };

type UserAction = { type: 'setUser'; payload: { username: string } };

/** Turns a flag on or off. */
export const setFlag = (flag: string, value: boolean): FlagAction => ({ type: 'setFlag', payload: { flag, value } });
/** Says who is signed in. */
export const setUser = (username: string): UserAction => ({ type: 'setUser', payload: { username } });

function reduceFlags(flags: Flags = ImmutableMap(), action: UnknownAction): Flags {
  if (action.type !== 'setFlag') return flags;
  const { flag, value } = (action as unknown as FlagAction).payload;
  return flags.set(flag, value);
}

function reduceCore(core: RootState['sdkCore'] = { user: undefined }, action: UnknownAction): RootState['sdkCore'] {
  return action.type === 'setUser' ? { user: (action as unknown as UserAction).payload } : core;
}

const reducers = combineReducers({
  k8s: (state: K8sState | undefined, action: UnknownAction) => reduceK8s(state, action as K8sAction),
  FLAGS: reduceFlags,
  sdkCore: reduceCore,
});

/** The one store of the page, with the slices that the SDK's hooks read. */
export const store = legacy_createStore(
  reducers,
  undefined,
  applyMiddleware<ThunkDispatch<RootState, undefined, UnknownAction>>(thunk),
);

export type HostDispatch = Dispatch & ThunkDispatch<RootState, undefined, UnknownAction>;

storeHandler.setStore(store);
