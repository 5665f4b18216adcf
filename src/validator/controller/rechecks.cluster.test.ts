import { startControlPlane } from '../../../stack/control-plane/control-plane';
import { installCrds } from '../../../stack/control-plane/install-crds';
import { createNamespace } from '../../../stack/control-plane/namespaces';
import { RECHECK_ANNOTATION } from '../../contract/annotations';
import type { KubeObject, ResourceKind } from '../../contract/kube-object';
import { MODULE, PREFLIGHT_OCP, SECRET, TAG_MIRRORS } from '../../contract/resource-kinds';
import type { Key } from '../../testing/cluster-client';
import type { Harness } from '../../testing/cluster-harness';
import { startHarness } from '../../testing/cluster-harness';
import { KERNEL, NEXT_KERNEL, pullSecret } from '../../testing/cluster-objects';
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

const NEVER = ['--recheck-interval', '0'];
let wishes = 0;

/** Wishes for a recheck, each time with another time. */
async function requestRecheck(kind: ResourceKind, key: Key): Promise<void> {
  wishes += 1;
  const at = new Date(Date.now() + wishes).toISOString();
  await harness.cluster.patch(kind, key, { metadata: { annotations: { [RECHECK_ANNOTATION]: at } } });
}

test('W9: a Failure is looked at again by itself, and a Success is not', async () => {
  harness.pushImage('good');
  await harness.createModule({ namespace, name: 'good' });
  await harness.createModule({ namespace, name: 'late' });
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator(['--recheck-interval', '1s']);
  await harness.completed('pvo', 2);
  await eventually(async () => expect((await harness.report('pvo', 'late')).status.attempts).toBeGreaterThan(2));

  harness.pushImage('late');

  await harness.reportWith('pvo', 'late', 'ImageVerified');
  expect((await harness.report('pvo', 'good')).status.attempts).toBe(1);
  await eventually(async () =>
    expect((await harness.statusModules('pvo'))['late']?.verificationStatus).toBe('Success'),
  );
});

test('W9: the annotation on a Module looks at that Module only, on the PVO at all of its Modules', async () => {
  for (const name of ['a', 'b', 'c']) await harness.createModule({ namespace, name });
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator(NEVER);
  await harness.completed('pvo', 3);
  for (const name of ['a', 'b', 'c']) harness.pushImage(name);
  const before = harness.registryRequests;

  await requestRecheck(MODULE, { namespace, name: 'a' });
  await harness.reportWith('pvo', 'a', 'ImageVerified');
  expect(harness.registryRequests).toBe(before + 1);
  for (const name of ['b', 'c']) expect((await harness.report('pvo', name)).status.reason).toBe('ImageNotFound');

  await requestRecheck(PREFLIGHT_OCP, { name: 'pvo' });
  for (const name of ['b', 'c']) await harness.reportWith('pvo', name, 'ImageVerified');
  await eventually(async () => expect((await harness.report('pvo', 'a')).status.attempts).toBe(3));
  expect(harness.registryRequests).toBe(before + 4);
});

test('W9: a repaired Secret is read again when a recheck is wished for', async () => {
  const { registry } = harness;
  registry.auth.configure({ mode: 'basic', users: { robot: 'right' } });
  harness.pushImage('x');
  await harness.cluster.create(SECRET, pullSecret(namespace, 'mine', { [registry.host]: 'robot:wrong' }));
  await harness.createModule({ namespace, name: 'x', secret: 'mine' });
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator(NEVER);
  await harness.reportWith('pvo', 'x', 'ImageUnauthorized');

  await harness.cluster.remove(SECRET, { namespace, name: 'mine' });
  await harness.cluster.create(SECRET, pullSecret(namespace, 'mine', { [registry.host]: 'robot:right' }));
  await requestRecheck(MODULE, { namespace, name: 'x' });

  await harness.reportWith('pvo', 'x', 'ImageVerified');
});

test('W9: a new mirror rule lets Failures be looked at again, and only those', async () => {
  harness.pushImage('good');
  harness.pushImage('mirror/x');
  const { host } = harness.registry;
  await harness.createModule({ namespace, name: 'good' });
  await harness.createModule({ namespace, name: 'x', image: harness.reference('source/x') });
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator(NEVER);
  await harness.completed('pvo', 2);
  const before = harness.registryRequests;

  const spec = { imageTagMirrors: [{ source: `${host}/source`, mirrors: [`${host}/mirror`] }] };
  await harness.cluster.create(TAG_MIRRORS, { metadata: { name: 'rule' }, spec } as KubeObject);

  const { status } = await harness.reportWith('pvo', 'x', 'ImageVerified');
  expect(status.image?.resolvedFrom).toBe(harness.reference('mirror/x'));
  expect(harness.registryRequests).toBe(before + 1);
});

test('W9: a changed Image config lets Failures be looked at again', async () => {
  const { host } = harness.registry;
  await harness.configureImages({ blockedRegistries: [host] });
  harness.pushImage('x');
  await harness.createModule({ namespace, name: 'x' });
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator(NEVER);
  await harness.reportWith('pvo', 'x', 'ImageBlockedByPolicy');

  await harness.configureImages();

  await harness.reportWith('pvo', 'x', 'ImageVerified');
});

test('an edited kernelVersion has every Module looked at again, and no verdict of the old one stays', async () => {
  for (const name of ['a', 'b']) {
    const image = harness.pushImage(`old/${name}`);
    const mappings = [{ literal: KERNEL, containerImage: image }];
    await harness.createModule({ namespace, name, mappings });
  }
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator(NEVER);
  expect((await harness.completed('pvo', 2)).status.counts.passed).toBe(2);

  await harness.cluster.patch(PREFLIGHT_OCP, { name: 'pvo' }, { spec: { kernelVersion: NEXT_KERNEL } });

  await eventually(async () => {
    const summary = await harness.completed('pvo', 2);
    expect(summary.status.counts).toMatchObject({ passed: 0, failed: 2 });
    for (const report of await harness.reports('pvo')) {
      expect(report.spec.kernelVersion).toBe(NEXT_KERNEL);
      expect(report.status).toMatchObject({ reason: 'MappingNotFound', observed: { preflightGeneration: 2 } });
    }
    for (const entry of Object.values(await harness.statusModules('pvo')))
      expect(entry.verificationStatus).toBe('Failure');
  });
});

test('while one Module waits for a silent registry, a change of another is looked at without waiting', async () => {
  const silent = await harness.startRegistry();
  silent.setFault({ hang: true });
  const container = { registryTLS: { insecureSkipTLSVerify: true } };
  await harness.createModule({ namespace, name: 'silent', image: `${silent.host}/silent:1`, container });
  await harness.createModule({ namespace, name: 'x', image: `${silent.host}/x:1`, container });
  harness.pushImage('x');
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator(NEVER);
  await harness.reportWith('pvo', 'x', 'Checking');

  const spec = { moduleLoader: { container: { containerImage: harness.reference('x') } } };
  await harness.cluster.patch(MODULE, { namespace, name: 'x' }, { spec });

  await harness.reportWith('pvo', 'x', 'ImageVerified');
  // The silent one had no answer yet: its first look was still under way all the time.
  expect((await harness.report('pvo', 'silent')).status).toMatchObject({ reason: 'Checking', attempts: 0 });
});
