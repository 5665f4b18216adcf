import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildValidator, VALIDATOR_BUNDLE } from '../../../scripts/build-validator';
import { startControlPlane } from '../../../stack/control-plane/control-plane';
import { installCrds } from '../../../stack/control-plane/install-crds';
import { createNamespace } from '../../../stack/control-plane/namespaces';
import { LEASE } from '../../contract/resource-kinds';
import type { KubeObject } from '../../contract/kube-object';
import type { Harness } from '../../testing/cluster-harness';
import { startHarness } from '../../testing/cluster-harness';
import { KERNEL } from '../../testing/cluster-objects';
import { eventually } from '../../testing/eventually';
import type { ValidatorProcess } from '../../testing/test-validator';
import { startValidatorProcess } from '../../testing/test-validator';

const MODULES = 40;

let harness: Harness;
let namespace: string;
let folder: string;

beforeAll(async () => {
  await buildValidator();
  folder = await mkdtemp(join(tmpdir(), 'kmm-preflight-test-'));
  harness = await startHarness({ startControlPlane, installCrds, createNamespace });
  await harness.plane.writeKubeconfig('admin', join(folder, 'kubeconfig'));
});
beforeEach(async () => {
  namespace = await harness.namespace();
});
afterEach(() => harness.reset());
afterAll(async () => {
  await harness.stop();
  await rm(folder, { recursive: true });
});

async function startProcess(...args: string[]): Promise<ValidatorProcess> {
  const all = ['--kubeconfig', join(folder, 'kubeconfig'), '--namespace', namespace, ...args];
  return harness.keep(await startValidatorProcess(harness.plane, VALIDATOR_BUNDLE, all));
}

/** Half of the images exist. Every answer of the registry takes a moment, so that a run has a middle. */
async function createModules(): Promise<void> {
  harness.registry.setFault({ delayMs: 250 });
  const names = Array.from({ length: MODULES }, (_, at) => `module-${at}`);
  for (const [at, name] of names.entries()) if (at % 2 === 0) harness.pushImage(name);
  await Promise.all(names.map((name) => harness.createModule({ namespace, name })));
}

/** Waits until some reports are there, but not all. */
async function eventuallyInTheMiddle(): Promise<void> {
  await eventually(async () => {
    const { length } = await harness.reports('pvo');
    expect(length).toBeGreaterThan(4);
    expect(length).toBeLessThan(MODULES);
  });
}

async function expectFinalStatuses(): Promise<void> {
  const { status } = await harness.completed('pvo', MODULES);
  expect(status.counts).toMatchObject({ passed: MODULES / 2, failed: MODULES / 2 });
  const reports = await eventually(() => harness.reports('pvo'));
  expect(reports).toHaveLength(MODULES);
  await eventually(async () => {
    const modules = await harness.statusModules('pvo');
    expect(Object.keys(modules)).toHaveLength(MODULES);
    for (const { spec, status: said } of reports)
      expect(modules[spec.module.name]?.verificationStatus).toBe(said.status);
  });
}

test('an API server that is killed and restarted in the middle of a run costs nothing but time', async () => {
  await createModules();
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator(['--recheck-interval', '0']);
  await eventuallyInTheMiddle();

  await harness.plane.kill();
  await harness.plane.restart();

  await expectFinalStatuses();
});

test('a validator that is killed in the middle of a run goes on where the reports end', async () => {
  await createModules();
  await harness.createPreflight('pvo', KERNEL);
  const first = await startProcess('--leader-elect', 'false', '--recheck-interval', '0');
  await eventuallyInTheMiddle();
  await first.kill();
  const known = await harness.reports('pvo');
  const requests = harness.registryRequests;

  await startProcess('--leader-elect', 'false', '--recheck-interval', '0');

  await expectFinalStatuses();
  expect(harness.registryRequests - requests).toBeLessThanOrEqual(MODULES - known.length);
  const now = new Map((await harness.reports('pvo')).map(({ metadata }) => [metadata.name, metadata.resourceVersion]));
  for (const { metadata, status } of known) {
    if (status.status !== 'InProgress') expect(now.get(metadata.name)).toBe(metadata.resourceVersion);
  }
});

test('of two validators one works; the other takes over when it is killed, and gives the Lease back when it stops', async () => {
  const holder = async (): Promise<string> => {
    const key = { namespace, name: 'kmm-preflight-validator' };
    const { spec } = await harness.cluster.get<KubeObject & { spec: { holderIdentity?: string } }>(LEASE, key);
    return spec.holderIdentity ?? '';
  };
  const both = await Promise.all([startProcess(), startProcess()]);
  harness.pushImage('one');
  await harness.createModule({ namespace, name: 'one' });
  await harness.createPreflight('pvo', KERNEL);
  await harness.completed('pvo', 1);
  const leading = await Promise.all(both.map((validator) => validator.metric('leader')));
  const checks = await Promise.all(both.map((validator) => validator.metric('checks_total')));
  expect([...leading].sort()).toEqual([0, 1]);
  expect(checks).toEqual(leading);
  const [leader, follower] = leading[0] === 1 ? both : [both[1], both[0]];

  const before = await holder();
  await leader?.kill();
  harness.pushImage('two');
  await harness.createModule({ namespace, name: 'two' });

  expect((await harness.completed('pvo', 2)).status.counts.passed).toBe(2);
  expect(await follower?.metric('checks_total')).toBe(1);
  expect(await holder()).not.toBe(before);
  await follower?.stop();
  expect(await holder()).toBe('');
});
