import { startControlPlane } from '../../../stack/control-plane/control-plane';
import { installCrds } from '../../../stack/control-plane/install-crds';
import { createNamespace } from '../../../stack/control-plane/namespaces';
import { request } from 'undici';
import type { KubeObject } from '../../contract/kube-object';
import { EVENT, NODE, PREFLIGHT_OCP } from '../../contract/resource-kinds';
import type { Harness } from '../../testing/cluster-harness';
import { startHarness } from '../../testing/cluster-harness';
import { ARM_KERNEL, KERNEL, NEXT_KERNEL, nodeObject } from '../../testing/cluster-objects';
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

interface EventObject extends KubeObject {
  involvedObject: { kind: string; name: string };
  reason: string;
  type: string;
  message: string;
}

/** Reasons of the Events about one object. */
async function eventsOf(of: string, kind: string, name: string): Promise<string[]> {
  const events = await harness.cluster.list<EventObject>(EVENT, of);
  return events
    .filter(({ involvedObject }) => involvedObject.kind === kind && involvedObject.name === name)
    .map(({ reason }) => reason);
}

test('W21: a Failure of a Module that no node would load is not needed, until a node is labelled for it', async () => {
  await harness.cluster.create(NODE, nodeObject('worker-1', {}, 'amd64'));
  await harness.createModule({ namespace, name: 'gpu', selector: { gpu: 'yes' } });
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator(['--recheck-interval', '0']);

  const summary = await harness.completed('pvo', 1);

  expect(summary.status.counts).toMatchObject({ notNeeded: 1, failed: 0 });
  expect(summary.status.conditions).toContainEqual(expect.objectContaining({ type: 'Verified', status: 'True' }));
  expect((await harness.report('pvo', 'gpu')).status).toMatchObject({ needed: false, nodes: { matching: 0 } });
  expect((await harness.statusModules('pvo'))['gpu']?.verificationStatus).toBe('Failure');
  const requests = harness.registryRequests;

  await harness.cluster.patch(NODE, { name: 'worker-1' }, { metadata: { labels: { gpu: 'yes' } } });

  await eventually(async () => {
    expect((await harness.report('pvo', 'gpu')).status).toMatchObject({ needed: true, nodes: { matching: 1 } });
    expect((await harness.summary('pvo')).status.counts).toMatchObject({ notNeeded: 0, failed: 1 });
  });
  expect(harness.registryRequests).toBe(requests);
});

test('where no node has the architecture of the kernel, everything is needed', async () => {
  await harness.cluster.create(NODE, nodeObject('worker-1', {}, 'amd64'));
  await harness.createModule({ namespace, name: 'x' });
  await Promise.all([harness.createPreflight('arm', ARM_KERNEL), harness.createPreflight('intel', KERNEL)]);
  await harness.startValidator();

  const [arm, intel] = await Promise.all([harness.completed('arm', 1), harness.completed('intel', 1)]);

  expect(arm.status.counts).toMatchObject({ failed: 1, notNeeded: 0 });
  expect(intel.status.counts).toMatchObject({ failed: 1, notNeeded: 0 });
  expect((await harness.report('arm', 'x')).status.nodes.matching).toBe(0);
  expect((await harness.report('intel', 'x')).status.nodes.matching).toBe(1);
});

test('heartbeats of nodes cost no write', async () => {
  await harness.cluster.create(NODE, nodeObject('worker-1', {}, 'amd64'));
  harness.pushImage('x');
  await harness.createModule({ namespace, name: 'x' });
  await harness.createPreflight('pvo', KERNEL);
  const validator = await harness.startValidator();
  await harness.completed('pvo', 1);
  const writes = await validator.metric('writes_total');

  for (let beat = 0; beat < 5; beat += 1) {
    const times = { lastHeartbeatTime: new Date(beat * 1_000).toISOString(), lastTransitionTime: null };
    const conditions = [{ type: 'Ready', status: 'True', ...times }];
    await harness.cluster.patch(NODE, { name: 'worker-1' }, { status: { conditions } }, 'status');
  }
  // The same watch tells of a second node after them: one change of the report, and nothing else.
  await harness.cluster.create(NODE, nodeObject('worker-2', {}, 'amd64'));
  await eventually(async () => expect((await harness.report('pvo', 'x')).status.nodes.matching).toBe(2));

  expect((await validator.metric('writes_total')) - writes).toBe(1);
});

test('Events tell of start and end of a preflight once a generation, and of a Module’s Failure and recovery', async () => {
  await harness.createModule({ namespace, name: 'x' });
  await harness.createPreflight('pvo', KERNEL);
  const first = await harness.startValidator(['--recheck-interval', '1s']);
  await harness.completed('pvo', 1);
  await eventually(async () => {
    expect(await eventsOf('default', PREFLIGHT_OCP.kind, 'pvo')).toEqual(
      expect.arrayContaining(['PreflightStarted', 'PreflightFinished']),
    );
    expect(await eventsOf(namespace, 'Module', 'x')).toEqual(['ImageNotFound']);
  });
  harness.pushImage('x');
  await eventually(async () =>
    expect((await eventsOf(namespace, 'Module', 'x')).sort()).toEqual(['ImageNotFound', 'PreflightRecovered']),
  );

  await first.stop();
  await harness.startValidator();
  await harness.cluster.patch(PREFLIGHT_OCP, { name: 'pvo' }, { spec: { kernelVersion: NEXT_KERNEL } });
  await harness.completed('pvo', 1);

  const twice = ['PreflightFinished', 'PreflightFinished', 'PreflightStarted', 'PreflightStarted'];
  await eventually(async () => expect((await eventsOf('default', PREFLIGHT_OCP.kind, 'pvo')).sort()).toEqual(twice));
  expect((await eventsOf(namespace, 'Module', 'x')).sort()).toEqual(['ImageNotFound', 'PreflightRecovered']);
});

test('W29: metrics are real counters, for those who may read them', async () => {
  harness.pushImage('x');
  await harness.createModule({ namespace, name: 'x' });
  await harness.createModule({ namespace, name: 'absent' });
  await harness.createPreflight('pvo', KERNEL);
  const validator = await harness.startValidator();
  await harness.completed('pvo', 2);

  expect(await validator.metric('checks_total', 'reason="ImageVerified"')).toBe(1);
  expect(await validator.metric('checks_total', 'reason="ImageNotFound"')).toBe(1);
  expect(await validator.metric('registry_requests_total', `host="${harness.registry.host}"`)).toBe(2);
  expect(await validator.metric('writes_total', 'kind="ModulePreflightReport",outcome="ok"')).toBe(2);
  expect(await validator.metric('leader')).toBe(1);
  expect(await validator.metricsText()).not.toContain(harness.plane.tokenFor('admin'));
  const statusFor = async (token: string | undefined): Promise<number> => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const { statusCode, body } = await request(`${validator.metricsUrl}/metrics`, { headers });
    await body.dump();
    return statusCode;
  };
  expect(await statusFor(undefined)).toBe(401);
  expect(await statusFor('nonsense')).toBe(401);
  expect(await statusFor(harness.plane.tokenFor('few-rights'))).toBe(403);
});
