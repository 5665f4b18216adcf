import * as consoleSdk from '@openshift-console/dynamic-plugin-sdk';
import * as pluginSdk from '@openshift/dynamic-plugin-sdk';
import * as react from 'react';
import * as reactI18next from 'react-i18next';
import * as reactRedux from 'react-redux';
import * as reactRouter from 'react-router';
import * as redux from 'redux';
import * as reduxThunk from 'redux-thunk';

/** One version of a shared module, in the form that webpack's containers read. */
interface SharedModule {
  get(): Promise<() => unknown>;
  loaded: boolean;
  eager: boolean;
  from: string;
}

/** Module name → version → module. */
export type ShareScope = Record<string, Record<string, SharedModule>>;

const SINGLETONS: Readonly<Record<string, unknown>> = {
  '@openshift-console/dynamic-plugin-sdk': consoleSdk,
  '@openshift/dynamic-plugin-sdk': pluginSdk,
  react,
  'react-i18next': reactI18next,
  'react-redux': reactRedux,
  'react-router': reactRouter,
  redux,
  'redux-thunk': reduxThunk,
};

/** Names under which consoles before 4.22 gave the router. */
const ROUTER_ALIASES = ['react-router-dom', 'react-router-dom-v5-compat'];

const PATTERNFLY: Readonly<Record<string, () => Promise<unknown>>> = {
  '@patternfly/react-core': () => import('@patternfly/react-core'),
  '@patternfly/react-icons': () => import('@patternfly/react-icons'),
  '@patternfly/react-table': () => import('@patternfly/react-table'),
};

/** What the console shares with its plugins: singletons, and PatternFly part by part with the versions that it carries. */
export function createShareScope(): ShareScope {
  const scope: ShareScope = {};
  for (const [name, module] of Object.entries(SINGLETONS)) {
    scope[name] = share(name, () => Promise.resolve(module));
  }
  for (const alias of ROUTER_ALIASES) scope[alias] = share('react-router', () => Promise.resolve(reactRouter));
  for (const [name, load] of Object.entries(PATTERNFLY)) {
    // The whole package has at least the names of each of its parts.
    for (const part of DYNAMIC_MODULES[name] ?? []) scope[`${name}/${part}`] = share(name, load);
  }
  return scope;
}

function share(versionOf: string, load: () => Promise<unknown>): Record<string, SharedModule> {
  const get = async (): Promise<() => unknown> => {
    const module = await load();
    return () => module;
  };
  return { [SHARED_VERSIONS[versionOf] ?? '0.0.0']: { get, loaded: true, eager: false, from: 'console' } };
}
