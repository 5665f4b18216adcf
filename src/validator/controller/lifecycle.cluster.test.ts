import { startControlPlane } from '../../../stack/control-plane/control-plane';
import { installCrds } from '../../../stack/control-plane/install-crds';
import { createNamespace } from '../../../stack/control-plane/namespaces';
import type { KubeObject } from '../../contract/kube-object';
import { MODULE, MODULE_REPORT, PREFLIGHT_OCP, PREFLIGHT_REPORT } from '../../contract/resource-kinds';
import type { Harness } from '../../testing/cluster-harness';
import { startHarness } from '../../testing/cluster-harness';
import { KERNEL, NEXT_KERNEL, preflightObject } from '../../testing/cluster-objects';
import { eventually } from '../../testing/eventually';

let harness: Harness;
let namespace: string;

beforeAll(async () => {
  harness = await startHarness({ startControlPlane, installCrds, createNamespace });
});
beforeEach(async () => {
  namespace = await harness.namespace();
});
afterEach(() => harness.reset());
afterAll(() => harness.stop());

/** A Module whose registry never answers, and the rest of what makes a look last. */
async function createSilentModule(name: string): Promise<void> {
  const silent = await harness.startRegistry();
  silent.setFault({ hang: true });
  const container = { registryTLS: { insecureSkipTLSVerify: true } };
  await harness.createModule({ namespace, name, image: `${silent.host}/x:1`, container });
}

test('W7: lastTransitionTime stays over rewrites and moves with the status', async () => {
  await harness.createModule({ namespace, name: 'x' });
  await harness.createPreflight('pvo', KERNEL);
  const lastTransitionTime = '2020-01-01T00:00:00Z';
  const entry = { namespace, name: 'x', verificationStatus: 'Failure', verificationStage: 'Done', lastTransitionTime };
  await harness.cluster.patch(PREFLIGHT_OCP, { name: 'pvo' }, { status: { modules: [entry] } }, 'status');
  await harness.startValidator(['--recheck-interval', '1s']);

  await eventually(async () => {
    const { x } = await harness.statusModules('pvo');
    expect(x?.statusReason).toMatch(/404/);
    expect(x?.lastTransitionTime).toBe(lastTransitionTime);
  });
  harness.registry.setFault({ status: 403 }, 'x');
  await eventually(async () => {
    const { x } = await harness.statusModules('pvo');
    expect(x?.statusReason).toMatch(/403/);
    expect(x?.lastTransitionTime).toBe(lastTransitionTime);
  });
  harness.registry.faults.clear();
  harness.pushImage('x');
  await eventually(async () => {
    const { x } = await harness.statusModules('pvo');
    expect(x?.verificationStatus).toBe('Success');
    expect(x?.lastTransitionTime).not.toBe(lastTransitionTime);
  });
});

test('W19: a deleted Module leaves status, report and counters', async () => {
  for (const name of ['stays', 'goes']) {
    harness.pushImage(name);
    await harness.createModule({ namespace, name });
  }
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator();
  const before = await harness.completed('pvo', 2);
  expect(before.status.counts).toEqual({ total: 2, passed: 2, warned: 0, failed: 0, notNeeded: 0, inProgress: 0 });
  expect(before.status.conditions.map(({ type, status }) => [type, status])).toEqual([
    ['Completed', 'True'],
    ['Verified', 'True'],
  ]);

  await harness.cluster.remove(MODULE, { namespace, name: 'goes' });

  const after = await harness.completed('pvo', 1);
  expect(after.status.counts.passed).toBe(1);
  await eventually(async () => {
    expect(Object.keys(await harness.statusModules('pvo'))).toEqual(['stays']);
    expect((await harness.reports('pvo')).map(({ spec }) => spec.module.name)).toEqual(['stays']);
  });
});

test('many Modules that are deleted while their reports are written leave none behind', async () => {
  const names = Array.from({ length: 40 }, (_, at) => `module-${at}`);
  await Promise.all(names.map((name) => harness.createModule({ namespace, name })));
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator();
  await eventually(async () => expect((await harness.reports('pvo')).length).toBeGreaterThan(0));

  await harness.cluster.removeAll(MODULE);

  await harness.completed('pvo', 0);
  await eventually(async () => expect(await harness.reports('pvo')).toEqual([]));
  await eventually(async () => expect(await harness.statusModules('pvo')).toEqual({}));
});

test('a Module that is deleted in the middle of its look leaves nothing behind', async () => {
  harness.pushImage('stays');
  await harness.createModule({ namespace, name: 'stays' });
  await createSilentModule('silent');
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator();
  await harness.reportWith('pvo', 'silent', 'Checking');

  await harness.cluster.remove(MODULE, { namespace, name: 'silent' });

  await harness.completed('pvo', 1);
  await eventually(async () => {
    expect((await harness.reports('pvo')).map(({ spec }) => spec.module.name)).toEqual(['stays']);
    expect(Object.keys(await harness.statusModules('pvo'))).toEqual(['stays']);
  });
});

test('a PVO that is deleted in the middle of its run takes its reports along, and nothing comes back', async () => {
  for (const name of ['a', 'b', 'c']) await harness.createModule({ namespace, name });
  await createSilentModule('silent');
  await harness.createPreflight('gone', KERNEL);
  await harness.startValidator(['--recheck-interval', '1s']);
  await harness.reportWith('gone', 'silent', 'Checking');

  await harness.cluster.remove(PREFLIGHT_OCP, { name: 'gone' });

  await eventually(async () => {
    expect(await harness.reports('gone')).toEqual([]);
    expect(await harness.cluster.list(PREFLIGHT_REPORT)).toEqual([]);
  });
  // A whole run of another PVO later there is still nothing.
  await harness.cluster.remove(MODULE, { namespace, name: 'silent' });
  await harness.createPreflight('other', KERNEL);
  await harness.completed('other', 3);
  expect(await harness.reports('gone')).toEqual([]);
  expect((await harness.cluster.list(PREFLIGHT_REPORT)).map(({ metadata }) => metadata.name)).toEqual(['other']);
});

test('a PVO that is made again with its old name begins anew', async () => {
  harness.pushImage('x');
  await harness.createModule({ namespace, name: 'x', mappings: [{ literal: KERNEL }] });
  const first = await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator();
  await harness.completed('pvo', 1);

  await harness.cluster.remove(PREFLIGHT_OCP, { name: 'pvo' });
  const second = await harness.cluster.create<KubeObject>(PREFLIGHT_OCP, preflightObject('pvo', NEXT_KERNEL));

  await harness.completed('pvo', 1);
  await eventually(async () => {
    const reports = await harness.reports('pvo');
    expect(reports.map(({ spec, status }) => [spec.preflight.uid, status.reason])).toEqual([
      [second.metadata.uid, 'MappingNotFound'],
    ]);
    expect((await harness.statusModules('pvo'))['x']?.verificationStatus).toBe('Failure');
  });
  expect(second.metadata.uid).not.toBe(first.metadata.uid);
});

test('a report that somebody edits is checked again and overwritten', async () => {
  await harness.createModule({ namespace, name: 'x' });
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator(['--recheck-interval', '0']);
  await harness.completed('pvo', 1);
  const { metadata, status } = await harness.report('pvo', 'x');
  const requests = harness.registryRequests;

  const lie = { status: { status: 'Success', reason: 'ImageVerified', message: 'all is well' } };
  await harness.cluster.patch(MODULE_REPORT, metadata, lie);

  const corrected = await harness.reportWith('pvo', 'x', 'ImageNotFound');
  expect(corrected.status).toMatchObject({ status: 'Failure', message: status.message });
  expect(harness.registryRequests).toBe(requests + 1);
  expect((await harness.statusModules('pvo'))['x']?.verificationStatus).toBe('Failure');
});

test('a report that was edited while no validator ran is not believed', async () => {
  await harness.createModule({ namespace, name: 'x' });
  await harness.createPreflight('pvo', KERNEL);
  const first = await harness.startValidator(['--recheck-interval', '0']);
  await harness.completed('pvo', 1);
  await first.stop();
  const { metadata } = await harness.report('pvo', 'x');

  const lie = { status: { status: 'Success', reason: 'ImageVerified', message: 'all is well' } };
  await harness.cluster.patch(MODULE_REPORT, metadata, lie);
  await harness.startValidator(['--recheck-interval', '0']);

  await harness.reportWith('pvo', 'x', 'ImageNotFound');
  expect((await harness.completed('pvo', 1)).status.counts.failed).toBe(1);
});

test('reports and PreflightReport that somebody deletes come back, an edited PreflightReport and status are corrected', async () => {
  await harness.createModule({ namespace, name: 'x' });
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator(['--recheck-interval', '0']);
  const summary = await harness.completed('pvo', 1);
  const status = await eventually(async () => {
    const modules = await harness.statusModules('pvo');
    expect(modules['x']?.verificationStatus).toBe('Failure');
    return modules;
  });

  await harness.cluster.remove(MODULE_REPORT, (await harness.report('pvo', 'x')).metadata);
  await harness.reportWith('pvo', 'x', 'ImageNotFound');

  await harness.cluster.patch(PREFLIGHT_REPORT, { name: 'pvo' }, { status: { counts: { passed: 7, failed: 0 } } });
  await eventually(async () => expect((await harness.summary('pvo')).status).toEqual(summary.status));

  await harness.cluster.remove(PREFLIGHT_REPORT, { name: 'pvo' });
  expect((await harness.completed('pvo', 1)).status.counts).toEqual(summary.status.counts);

  await harness.cluster.patch(PREFLIGHT_OCP, { name: 'pvo' }, { status: { modules: [] } }, 'status');
  await eventually(async () => expect(Object.keys(await harness.statusModules('pvo'))).toEqual(Object.keys(status)));
});

test('W28: it works while the conversion webhook of v1beta1 is dead', async () => {
  const crd = {
    group: 'apiextensions.k8s.io',
    version: 'v1',
    plural: 'customresourcedefinitions',
    kind: '',
    namespaced: false,
  };
  const key = { name: 'preflightvalidationsocp.kmm.sigs.x-k8s.io' };
  const { spec } = await harness.cluster.get<KubeObject & { spec: { versions: { name: string; storage: boolean }[] } }>(
    crd,
    key,
  );
  const [current] = spec.versions;
  const webhook = { clientConfig: { url: 'https://127.0.0.1:1/convert' }, conversionReviewVersions: ['v1'] };
  const versions = [current, { ...current, name: 'v1beta1', storage: false }];
  await harness.cluster.patch(crd, key, { spec: { versions, conversion: { strategy: 'Webhook', webhook } } });
  await eventually(async () => {
    // The old version is served by now, and broken.
    const old = { ...PREFLIGHT_OCP, version: 'v1beta1' };
    await expect(harness.cluster.create(old, preflightObject('old', KERNEL))).rejects.toThrow(/conversion/);
  });
  harness.pushImage('x');
  await harness.createModule({ namespace, name: 'x' });
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator();
  await harness.completed('pvo', 1);

  harness.pushImage('y');
  await harness.createModule({ namespace, name: 'y' });

  expect((await harness.completed('pvo', 2)).status.counts.passed).toBe(2);
  const conversion = { strategy: 'None', webhook: null };
  await harness.cluster.patch(crd, key, { spec: { versions: [current], conversion } });
  await eventually(() => harness.cluster.list(PREFLIGHT_OCP));
});
