import { startControlPlane } from '../../../stack/control-plane/control-plane';
import { installCrds } from '../../../stack/control-plane/install-crds';
import { createNamespace } from '../../../stack/control-plane/namespaces';
import type { KubeObject } from '../../contract/kube-object';
import { apiVersionOf } from '../../contract/kube-object';
import { DEPLOYMENT, EVENT, PREFLIGHT_CHILD, PREFLIGHT_OCP } from '../../contract/resource-kinds';
import type { Harness } from '../../testing/cluster-harness';
import { startHarness } from '../../testing/cluster-harness';
import { KERNEL, preflightObject } from '../../testing/cluster-objects';
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

const BUILD = { container: { build: { dockerfileConfigMap: { name: 'dockerfile' } } } };

/** The operator as the cluster shows it: a Deployment with an available replica. */
async function startOperator(env: object[] = []): Promise<void> {
  const labels = { 'app.kubernetes.io/name': 'kmm', 'control-plane': 'controller' };
  const containers = [{ name: 'manager', image: 'registry.example.com/operator:1', env }];
  const spec = { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } };
  await harness.cluster.create(DEPLOYMENT, { metadata: { namespace, name: 'kmm', labels }, spec } as KubeObject);
  await setReplicas(1);
}

async function setReplicas(count: number): Promise<void> {
  const status = { replicas: count, readyReplicas: count, availableReplicas: count };
  await harness.cluster.patch(DEPLOYMENT, { namespace, name: 'kmm' }, { status }, 'status');
}

/** What only a running operator makes: the child that drives one PVO. */
async function createChild(preflight: KubeObject): Promise<void> {
  const { name, uid = '' } = preflight.metadata;
  const owner = { apiVersion: apiVersionOf(PREFLIGHT_OCP), kind: PREFLIGHT_OCP.kind, name, uid, controller: true };
  const child = preflightObject(name, KERNEL);
  await harness.cluster.create(PREFLIGHT_CHILD, {
    ...child,
    metadata: { ...child.metadata, ownerReferences: [owner] },
  });
}

/** Writes the PVO's status as the operator does: whole, in its five phrases. */
async function writeAsOperator(verificationStatus: string, statusReason: string): Promise<void> {
  const verificationStage = verificationStatus === 'InProgress' ? 'Image' : 'Done';
  const lastTransitionTime = '2026-01-01T00:00:00Z';
  const entry = { namespace, name: 'x', verificationStatus, verificationStage, statusReason, lastTransitionTime };
  await harness.cluster.patch(PREFLIGHT_OCP, { name: 'pvo' }, { status: { modules: [entry] } }, 'status');
}

async function ownerOf(preflight: string): Promise<string> {
  return (await harness.summary(preflight)).status.statusOwner;
}

async function eventuallyOwnedBy(owner: string): Promise<void> {
  await eventually(async () => expect(await ownerOf('pvo')).toBe(owner));
}

test('where the operator is alive, reports are written and the PVO’s status is left alone', async () => {
  await startOperator();
  await harness.createModule({ namespace, name: 'x' });
  await createChild(await harness.createPreflight('pvo', KERNEL));
  await writeAsOperator('InProgress', 'verification is not finished yet');
  const before = await harness.cluster.get(PREFLIGHT_OCP, { name: 'pvo' });
  const validator = await harness.startValidator();

  await harness.completed('pvo', 1);

  expect(await ownerOf('pvo')).toBe('KMMOperator');
  expect((await harness.report('pvo', 'x')).status.reason).toBe('ImageNotFound');
  expect(await harness.cluster.get(PREFLIGHT_OCP, { name: 'pvo' })).toEqual(before);
  expect(await validator.metric('writes_total', 'kind="PreflightValidationOCP"')).toBe(0);
});

test('the report follows the operator’s build of an absent image, and asks the registry once', async () => {
  await startOperator();
  await harness.createModule({ namespace, name: 'x', ...BUILD });
  await createChild(await harness.createPreflight('pvo', KERNEL));
  await writeAsOperator('InProgress', 'verification is not finished yet');
  await harness.startValidator(['--recheck-interval', '0']);

  const running = await harness.reportWith('pvo', 'x', 'BuildRunning');
  expect(running.status).toMatchObject({ status: 'InProgress', stage: 'Build' });
  await eventually(async () =>
    expect((await harness.summary('pvo')).status.counts).toMatchObject({ inProgress: 1, failed: 0 }),
  );
  const requests = harness.registryRequests;

  await writeAsOperator('Failure', 'verified image does not exist and build/sign failed');
  const failed = await harness.reportWith('pvo', 'x', 'BuildFailed');
  expect(failed.status.message).toContain('"verified image does not exist and build/sign failed"');

  await writeAsOperator('Success', 'verified image exists');
  await harness.reportWith('pvo', 'x', 'BuildVerified');
  await eventually(async () =>
    expect((await harness.summary('pvo')).status.counts).toMatchObject({ warned: 1, failed: 0 }),
  );
  expect(harness.registryRequests).toBe(requests);
});

test('when the operator appears it gets the status, when it goes without having begun the validator takes it', async () => {
  await harness.createModule({ namespace, name: 'x', ...BUILD });
  const preflight = await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator(['--recheck-interval', '0']);
  await harness.completed('pvo', 1);
  await eventually(async () => expect((await harness.statusModules('pvo'))['x']?.statusReason).toMatch(/404/));

  await startOperator();
  await eventuallyOwnedBy('KMMOperator');
  await createChild(preflight);
  await writeAsOperator('InProgress', 'verification is not finished yet');
  await harness.reportWith('pvo', 'x', 'BuildRunning');
  expect((await harness.statusModules('pvo'))['x']?.statusReason).toBe('verification is not finished yet');

  await harness.cluster.remove(PREFLIGHT_CHILD, { name: 'pvo' });
  await setReplicas(0);
  await eventuallyOwnedBy('Validator');
  await harness.reportWith('pvo', 'x', 'ImageNotFound');
  await eventually(async () => expect((await harness.statusModules('pvo'))['x']?.statusReason).toMatch(/404/));
});

test('an operator that goes in the middle keeps its PVO for the grace period', async () => {
  await startOperator();
  await harness.createModule({ namespace, name: 'x' });
  await createChild(await harness.createPreflight('pvo', KERNEL));
  await writeAsOperator('InProgress', 'verification is not finished yet');
  await harness.startValidator();
  await harness.completed('pvo', 1);

  await setReplicas(0);
  // The same validator takes a PVO that the operator has not begun, which shows that it has seen it go.
  await harness.createPreflight('other', KERNEL);
  await eventually(async () => expect(await ownerOf('other')).toBe('Validator'));

  expect(await ownerOf('pvo')).toBe('KMMOperator');
  expect((await harness.statusModules('pvo'))['x']?.statusReason).toBe('verification is not finished yet');
});

test('a child that appears ends the validator’s status writes even when no operator is to be seen', async () => {
  await harness.createModule({ namespace, name: 'x' });
  const preflight = await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator(['--recheck-interval', '1s']);
  await harness.completed('pvo', 1);

  await createChild(preflight);

  await eventuallyOwnedBy('KMMOperator');
  await writeAsOperator('InProgress', 'verification is not finished yet');
  const attempts = (await harness.report('pvo', 'x')).status.attempts;
  await eventually(async () =>
    expect((await harness.report('pvo', 'x')).status.attempts).toBeGreaterThan(attempts + 1),
  );
  expect((await harness.statusModules('pvo'))['x']?.statusReason).toBe('verification is not finished yet');
});

test('an operator on a managed spoke (KMM_MANAGED) runs no preflights: the validator writes', async () => {
  await startOperator([{ name: 'KMM_MANAGED', value: '1' }]);
  await harness.createModule({ namespace, name: 'x' });
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator();

  await harness.completed('pvo', 1);

  expect(await ownerOf('pvo')).toBe('Validator');
  await eventually(async () => expect((await harness.statusModules('pvo'))['x']?.verificationStatus).toBe('Failure'));
});

test('mode observer writes reports and never a PVO’s status', async () => {
  await harness.createModule({ namespace, name: 'x' });
  await harness.createPreflight('pvo', KERNEL);
  const before = await harness.cluster.get(PREFLIGHT_OCP, { name: 'pvo' });
  const validator = await harness.startValidator(['--mode', 'observer']);

  await harness.completed('pvo', 1);

  expect((await harness.report('pvo', 'x')).status.reason).toBe('ImageNotFound');
  expect(await harness.cluster.get(PREFLIGHT_OCP, { name: 'pvo' })).toEqual(before);
  expect(await validator.metric('writes_total', 'kind="PreflightValidationOCP"')).toBe(0);
});

test('mode controller writes although the operator is alive, and says so in one Event', async () => {
  await startOperator();
  await harness.createModule({ namespace, name: 'x' });
  await createChild(await harness.createPreflight('pvo', KERNEL));
  await harness.startValidator(['--mode', 'controller', '--recheck-interval', '0']);

  await harness.completed('pvo', 1);
  expect(await ownerOf('pvo')).toBe('Validator');
  await eventually(async () => expect((await harness.statusModules('pvo'))['x']?.statusReason).toMatch(/404/));
  await writeAsOperator('InProgress', 'verification is not finished yet');
  await eventually(async () => expect((await harness.statusModules('pvo'))['x']?.statusReason).toMatch(/404/));

  const overridden = async (): Promise<number> => {
    const events = await harness.cluster.list<KubeObject & { reason: string }>(EVENT, 'default');
    return events.filter(({ reason }) => reason === 'OperatorOverridden').length;
  };
  await eventually(async () => expect(await overridden()).toBe(1));
});
