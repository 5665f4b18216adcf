import type { ApiAnswer } from './api-caller';
import { startControlPlane, type ControlPlane } from './control-plane';
import { installCrds } from './install-crds';
import { createNamespace } from './namespaces';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const MODULES = '/apis/kmm.sigs.x-k8s.io/v1beta1/namespaces/drivers/modules';
const PREFLIGHTS = '/apis/kmm.sigs.x-k8s.io/v1beta2/preflightvalidationsocp';
const REPORTS = '/apis/kmm-preflight.io/v1alpha1/namespaces/drivers/modulepreflightreports';
const SUMMARIES = '/apis/kmm-preflight.io/v1alpha1/preflightreports';
const BUILDS = '/apis/build.openshift.io/v1/namespaces/drivers/builds';
const AS_TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';

let controlPlane: ControlPlane;

beforeAll(async () => {
  controlPlane = await startControlPlane();
  await installCrds(controlPlane);
  await createNamespace(controlPlane, 'drivers');
});
afterAll(() => controlPlane.stop());

const create = (path: string, body: object) => controlPlane.call({ method: 'POST', path, body });

interface Crd {
  metadata: { name: string };
  spec: { scope: string; versions: { name: string; subresources?: object }[] };
}

interface Table {
  columnDefinitions: { name: string }[];
  rows: { cells: unknown[] }[];
}

/** Column name → cell of the only row, as `oc get` prints it. */
async function printedColumns(path: string): Promise<Record<string, unknown>> {
  const { body } = await controlPlane.call({ path, accept: AS_TABLE });
  const { columnDefinitions, rows } = body as Table;
  return Object.fromEntries(columnDefinitions.map(({ name }, index) => [name, rows[0]?.cells[index]]));
}

const report = (status: object) => ({
  apiVersion: 'kmm-preflight.io/v1alpha1',
  kind: 'ModulePreflightReport',
  metadata: { generateName: 'report-' },
  spec: {
    preflight: { name: '4.20.5-amd64', uid: 'u1' },
    module: { name: 'e1000', uid: 'u2' },
    kernelVersion: '5.14.0-570.49.1.el9_6.x86_64',
  },
  status,
});

const refusal = ({ status, body }: ApiAnswer) => `${status} ${(body as { message?: string }).message}`;

it('every kind has the name, scope, version and status subresource of a cluster', async () => {
  const { body } = await controlPlane.call({ path: CRDS });
  const installed = (body as { items: Crd[] }).items.map(({ metadata, spec }) => {
    const versions = spec.versions.map(({ name, subresources }) => `${name}${subresources ? '+status' : ''}`);
    return [metadata.name, spec.scope, ...versions].join(' ');
  });
  expect(installed.sort()).toEqual([
    'builds.build.openshift.io Namespaced v1',
    'clusterversions.config.openshift.io Cluster v1+status',
    'imagecontentsourcepolicies.operator.openshift.io Cluster v1alpha1+status',
    'imagedigestmirrorsets.config.openshift.io Cluster v1+status',
    'images.config.openshift.io Cluster v1+status',
    'imagestreams.image.openshift.io Namespaced v1+status',
    'imagetagmirrorsets.config.openshift.io Cluster v1+status',
    'machineconfigpools.machineconfiguration.openshift.io Cluster v1+status',
    'modulepreflightreports.kmm-preflight.io Namespaced v1alpha1',
    'modules.kmm.sigs.x-k8s.io Namespaced v1beta1+status',
    'preflightreports.kmm-preflight.io Cluster v1alpha1',
    'preflightvalidations.kmm.sigs.x-k8s.io Cluster v1beta2+status',
    'preflightvalidationsocp.kmm.sigs.x-k8s.io Cluster v1beta2+status',
    'proxies.config.openshift.io Cluster v1+status',
  ]);
});

it('the server finds nothing to complain about in the schemas', async () => {
  const { body } = await controlPlane.call({ path: CRDS });
  const conditions = (body as { items: { status: { conditions: { type: string }[] } }[] }).items.flatMap(
    ({ status }) => status.conditions,
  );
  expect(conditions.filter(({ type }) => type === 'NonStructuralSchema')).toEqual([]);
});

it('installing again is fine, and a selection installs that only', async () => {
  await installCrds(controlPlane);
  const paths: string[] = [];
  const call: ControlPlane['call'] = (request) => {
    paths.push(request.path);
    return controlPlane.call(request);
  };
  await installCrds({ call }, { kmm: false, openshift: false });
  const names = paths.filter((path) => path.startsWith(CRDS) && path.includes('fieldManager'));
  expect(names).toHaveLength(2);
  expect(names.every((path) => path.includes('.kmm-preflight.io?'))).toBe(true);
});

describe('reports', () => {
  it('mpr shows its columns', async () => {
    const status = {
      status: 'Failure',
      reason: 'ImageNotFound',
      conditions: [
        {
          type: 'Verified',
          status: 'False',
          reason: 'ImageNotFound',
          message: 'm',
          lastTransitionTime: '2026-01-01T00:00:00Z',
        },
      ],
    };
    expect((await create(REPORTS, report(status))).status).toBe(201);
    const { Name, Since, Age, ...columns } = await printedColumns(REPORTS);
    expect(columns).toEqual({
      Module: 'e1000',
      Kernel: '5.14.0-570.49.1.el9_6.x86_64',
      Status: 'Failure',
      Reason: 'ImageNotFound',
    });
    expect(Name).toMatch(/^report-/);
    expect(Since).toMatch(/^\d+[a-z]/);
    expect(Age).toMatch(/^\d+s/);
  });

  it('pfr shows its columns', async () => {
    const body = {
      apiVersion: 'kmm-preflight.io/v1alpha1',
      kind: 'PreflightReport',
      metadata: { name: '4.20.5-amd64' },
      status: {
        statusOwner: 'Validator',
        counts: { total: 7, passed: 4, warned: 0, failed: 1, notNeeded: 0, inProgress: 2 },
        conditions: [
          {
            type: 'Completed',
            status: 'False',
            reason: 'InProgress',
            message: '',
            lastTransitionTime: '2026-01-01T00:00:00Z',
          },
        ],
      },
    };
    expect((await create(SUMMARIES, body)).status).toBe(201);
    expect(await printedColumns(SUMMARIES)).toMatchObject({
      Name: '4.20.5-amd64',
      Total: 7,
      Passed: 4,
      Failed: 1,
      'In progress': 2,
      Completed: 'False',
    });
  });

  it.each([
    ['status', { status: 'Maybe' }],
    ['stage', { stage: 'Cooking' }],
    ['reason', { reason: 'two words' }],
    ['message', { message: 'x'.repeat(4097) }],
    ['startedAt', { startedAt: 'yesterday' }],
    ['mapping.kind', { mapping: { kind: 'glob' } }],
    ['attempts', { attempts: -1 }],
    ['checks[0].result', { checks: [{ name: 'c', result: 'Perhaps' }] }],
    ['checks', { checks: Array.from({ length: 65 }, (_, index) => ({ name: `c${index}`, result: 'Pass' })) }],
    ['conditions', { conditions: [1, 2].map(() => ({ type: 'Verified', status: 'True' })) }],
  ])('a report with a bad %s is refused', async (field, status) => {
    const answer = refusal(await create(REPORTS, report(status)));
    expect(answer).toMatch(/^422 /);
    expect(answer).toContain(`status.${field}`);
  });

  it('a long message in any script fits: the limit counts characters', async () => {
    expect((await create(REPORTS, report({ message: '語'.repeat(4096) }))).status).toBe(201);
  });

  it('one apply writes spec and status', async () => {
    const applied = report({ status: 'Success', stage: 'Done', checks: [{ name: 'c', result: 'Pass' }] });
    const answer = await controlPlane.call({
      method: 'PATCH',
      path: `${REPORTS}/applied?fieldManager=test`,
      contentType: 'application/apply-patch+yaml',
      body: { ...applied, metadata: { name: 'applied' } },
    });
    expect(answer).toMatchObject({ status: 201, body: { status: { stage: 'Done' } } });
  });
});

describe('kinds of Kernel Module Management', () => {
  const preflight = (spec: object) => ({
    apiVersion: 'kmm.sigs.x-k8s.io/v1beta2',
    kind: 'PreflightValidationOCP',
    metadata: { name: 'pvo' },
    spec,
  });

  it('a preflight needs a kernel version, and its status is written apart', async () => {
    expect(refusal(await create(PREFLIGHTS, preflight({})))).toContain('spec.kernelVersion: Required');
    expect(
      (await create(PREFLIGHTS, { ...preflight({ kernelVersion: '5.14.0' }), status: { modules: [] } })).body,
    ).not.toHaveProperty('status');
    const entry = { name: 'm', namespace: 'drivers', verificationStatus: 'Success', verificationStage: 'Done' };
    const patch = (modules: object[]) =>
      controlPlane.call({ method: 'PATCH', path: `${PREFLIGHTS}/pvo/status`, body: { status: { modules } } });
    const time = { lastTransitionTime: '2026-01-01T00:00:00Z' };
    expect(refusal(await patch([entry]))).toContain('lastTransitionTime: Required');
    expect(refusal(await patch([{ ...entry, ...time, verificationStage: 'Build' }]))).toContain('"Image", "Done"');
    expect((await patch([{ ...entry, ...time, ours: 'pruned' }])).body).toMatchObject({
      status: { modules: [{ ...entry, ...time }] },
    });
    expect(JSON.stringify((await controlPlane.call({ path: `${PREFLIGHTS}/pvo` })).body)).not.toContain('pruned');
  });

  const module = (spec: object) => ({
    apiVersion: 'kmm.sigs.x-k8s.io/v1beta1',
    kind: 'Module',
    metadata: { generateName: 'module-' },
    spec: { selector: { 'node-role.kubernetes.io/worker': '' }, ...spec },
  });

  it('a Module gets the defaults of its schema', async () => {
    const container = {
      modprobe: { moduleName: 'e1000' },
      kernelMappings: [{ regexp: '.*', containerImage: '', build: { dockerfileConfigMap: {} } }],
    };
    const { body } = await create(MODULES, module({ moduleLoader: { container }, imageRepoSecret: {} }));
    expect(body).toMatchObject({
      spec: {
        imageRepoSecret: { name: '' },
        moduleLoader: {
          container: {
            modprobe: { dirName: '/opt' },
            kernelMappings: [{ build: { dockerfileConfigMap: { name: '' } } }],
          },
        },
      },
    });
  });

  it('a Module may go without moduleLoader, not without mappings in one, nor with both kinds of plugin', async () => {
    expect((await create(MODULES, module({}))).status).toBe(201);
    const empty = { moduleLoader: { container: { modprobe: {}, kernelMappings: [] } } };
    expect(refusal(await create(MODULES, module(empty)))).toContain('kernelMappings');
    const container = { image: 'example.com/plugin:1' };
    const both = { devicePlugin: { container }, dra: { container, driverName: 'd' } };
    expect(refusal(await create(MODULES, module(both)))).toContain('exclude each other');
    expect(
      (
        await create(
          MODULES,
          module({ devicePlugin: { container: { ...container, env: [{ name: 'A', value: 'b' }] } } }),
        )
      ).status,
    ).toBe(201);
  });
});

it('a Build starts as New and takes its status with the object', async () => {
  const body = {
    apiVersion: 'build.openshift.io/v1',
    kind: 'Build',
    metadata: { name: 'b' },
    spec: { source: { dockerfile: 'FROM x' } },
  };
  expect((await create(BUILDS, body)).body).toMatchObject({ spec: body.spec, status: { phase: 'New' } });
  const done = await controlPlane.call({
    method: 'PATCH',
    path: `${BUILDS}/b`,
    body: { status: { phase: 'Complete', output: { to: {} } } },
  });
  expect(done.body).toMatchObject({ status: { phase: 'Complete', output: { to: {} } } });
});
