import type { EncodedExtension } from '@openshift/dynamic-plugin-sdk';

const MODULE = { group: 'kmm.sigs.x-k8s.io', version: 'v1beta1', kind: 'Module' };
const PREFLIGHT = { group: MODULE.group, version: 'v1beta2', kind: 'PreflightValidationOCP' };
const PREFLIGHT_REFERENCE = `${PREFLIGHT.group}~${PREFLIGHT.version}~${PREFLIGHT.kind}`;
const FLAGS = { required: ['PROBE_MODULE'] };
const HOOK_FLAGS = { required: ['PROBE_CAN_LIST'] };

/** One extension of each kind that decides whether a plugin's page can be reached. */
export const PROBE_EXTENSIONS: EncodedExtension[] = [
  { type: 'console.flag/model', properties: { flag: 'PROBE_MODULE', model: MODULE } },
  {
    type: 'console.model-metadata',
    properties: {
      model: { group: MODULE.group, kind: MODULE.kind },
      abbr: 'KM',
      label: 'Module',
      labelPlural: 'Modules',
    },
  },
  {
    type: 'console.page/route',
    properties: { path: '/probe', exact: true, component: { $codeRef: 'page.ProbePage' } },
  },
  {
    type: 'console.navigation/href',
    properties: {
      ...{ id: 'probe', section: 'workloads', name: '%plugin__probe~Probe%', href: '/probe' },
      dataAttributes: { 'data-test': 'nav-probe' },
    },
    flags: FLAGS,
  },
  {
    type: 'console.tab/horizontalNav',
    properties: {
      model: MODULE,
      page: { name: '%plugin__probe~Probe%', href: 'probe' },
      component: { $codeRef: 'page.ProbeTab' },
    },
    flags: FLAGS,
  },
  {
    type: 'console.resource/details-item',
    properties: {
      ...{ model: MODULE, id: 'probe', column: 'right', title: '%plugin__probe~Probe%' },
      component: { $codeRef: 'page.ProbeDetail' },
    },
    flags: FLAGS,
  },
  {
    type: 'console.dashboards/overview/health/resource',
    properties: {
      title: '%plugin__probe~Probe health%',
      resources: { modules: { kind: 'kmm.sigs.x-k8s.io~v1beta1~Module', isList: true, namespaced: true } },
      healthHandler: { $codeRef: 'page.judgeProbe' },
    },
    flags: FLAGS,
  },
  { type: 'console.flag/hookProvider', properties: { handler: { $codeRef: 'page.useProbeFlag' } } },
  {
    type: 'console.navigation/resource-cluster',
    properties: {
      ...{
        id: 'probe-preflights',
        section: 'compute',
        insertAfter: 'nodes',
        name: 'Probe preflights',
        model: PREFLIGHT,
      },
      dataAttributes: { 'data-test': 'nav-probe-preflights' },
    },
    flags: HOOK_FLAGS,
  },
  {
    type: 'console.navigation/resource-ns',
    properties: {
      ...{ id: 'probe-modules', section: 'workloads', name: 'Probe Modules', model: MODULE },
      dataAttributes: { 'data-test': 'nav-probe-modules' },
    },
    flags: HOOK_FLAGS,
  },
  ...(['list', 'details'] as const).map((page) => ({
    type: `console.page/resource/${page}`,
    properties: { model: PREFLIGHT, component: { $codeRef: 'page.ProbeProps' } },
    flags: FLAGS,
  })),
  {
    type: 'console.resource/create',
    properties: { model: PREFLIGHT, component: { $codeRef: 'page.ProbeProps' } },
    flags: FLAGS,
  },
  {
    type: 'console.dashboards/overview/activity/resource',
    properties: {
      k8sResource: { kind: PREFLIGHT_REFERENCE, isList: true, prop: 'preflights' },
      component: { $codeRef: 'page.ProbeActivity' },
    },
    flags: FLAGS,
  },
];
