import { startControlPlane } from '../../../stack/control-plane/control-plane';
import { installCrds } from '../../../stack/control-plane/install-crds';
import { createNamespace } from '../../../stack/control-plane/namespaces';
import { MODULE } from '../../contract/resource-kinds';
import type { Harness } from '../../testing/cluster-harness';
import { startHarness } from '../../testing/cluster-harness';
import { KERNEL } from '../../testing/cluster-objects';
import { eventually } from '../../testing/eventually';
import type { TestValidator } from '../../testing/test-validator';

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

const MODULES = 50;

interface Costs {
  checks: number;
  requests: number;
  writes: number;
}

async function costsOf(validator: TestValidator): Promise<Costs> {
  const [checks, writes] = await Promise.all([validator.metric('checks_total'), validator.metric('writes_total')]);
  return { checks, writes, requests: harness.registryRequests };
}

async function createModules(): Promise<void> {
  const names = Array.from({ length: MODULES }, (_, at) => `module-${at}`);
  for (const name of names) harness.pushImage(name);
  await Promise.all(names.map((name) => harness.createModule({ namespace, name })));
}

/** Changes one Module's image and waits until everything says so. */
async function changeImage(name: string, repository: string): Promise<void> {
  const image = harness.pushImage(repository);
  const spec = { moduleLoader: { container: { containerImage: image } } };
  await harness.cluster.patch(MODULE, { namespace, name }, { spec });
  await eventually(async () => {
    expect((await harness.report('pvo', name)).status.image?.reference).toBe(image);
    expect((await harness.statusModules('pvo'))[name]?.statusReason).toContain(repository);
  });
}

test('a first run asks the registry once for each Module and writes each report once', async () => {
  await createModules();
  await harness.createPreflight('pvo', KERNEL);
  const before = harness.registryRequests;
  const validator = await harness.startValidator();

  await harness.completed('pvo', MODULES);

  expect(harness.registryRequests - before).toBe(MODULES);
  expect(await validator.metric('checks_total')).toBe(MODULES);
  expect(await validator.metric('writes_total', 'kind="ModulePreflightReport",outcome="ok"')).toBe(MODULES);
  for (const { metadata } of await harness.reports('pvo')) expect(metadata.generation).toBe(1);
});

test('a change of one of 50 Modules costs one verification and at most three writes', async () => {
  await createModules();
  await harness.createPreflight('pvo', KERNEL);
  const validator = await harness.startValidator();
  await harness.completed('pvo', MODULES);
  const before = await costsOf(validator);

  await changeImage('module-7', 'changed-once');
  await changeImage('module-8', 'changed-twice');

  const after = await costsOf(validator);
  expect(after.checks - before.checks).toBe(2);
  expect(after.requests - before.requests).toBe(2);
  expect(after.writes - before.writes).toBeLessThanOrEqual(6);
});

test('where only the generation of a Module moved, its report is written again without a look', async () => {
  await createModules();
  await harness.createPreflight('pvo', KERNEL);
  const validator = await harness.startValidator();
  await harness.completed('pvo', MODULES);
  const before = await costsOf(validator);

  const key = { namespace, name: 'module-3' };
  const { metadata } = await harness.cluster.patch(MODULE, key, { spec: { tolerations: [{ operator: 'Exists' }] } });

  await eventually(async () => {
    const { status } = await harness.report('pvo', 'module-3');
    expect(status.observed.moduleGeneration).toBe(metadata.generation);
  });
  const after = await costsOf(validator);
  expect(after).toEqual({ ...before, writes: before.writes + 1 });
});

test('a restart makes no request and no write for what the reports already say', async () => {
  await createModules();
  await harness.createModule({ namespace, name: 'absent' });
  await harness.createPreflight('pvo', KERNEL);
  const first = await harness.startValidator();
  await harness.completed('pvo', MODULES + 1);
  await eventually(async () => expect(Object.keys(await harness.statusModules('pvo'))).toHaveLength(MODULES + 1));
  await first.stop();
  const requests = harness.registryRequests;
  const versions = new Map(
    (await harness.reports('pvo')).map(({ metadata: { uid, resourceVersion } }) => [uid, resourceVersion]),
  );

  const second = await harness.startValidator();
  // One more Module shows that the second one works, and costs its own part only.
  harness.pushImage('one-more');
  await harness.createModule({ namespace, name: 'one-more' });
  await harness.completed('pvo', MODULES + 2);

  expect(harness.registryRequests - requests).toBe(1);
  expect(await second.metric('checks_total')).toBe(1);
  expect(await second.metric('writes_total', 'kind="ModulePreflightReport"')).toBe(1);
  const unchanged = (await harness.reports('pvo')).filter(
    ({ metadata: { uid, resourceVersion } }) => versions.get(uid) === resourceVersion,
  );
  expect(unchanged).toHaveLength(MODULES + 1);
});

test('two PVOs for one kernel ask the registry once for one image', async () => {
  harness.pushImage('x');
  await harness.createModule({ namespace, name: 'x' });
  await Promise.all([harness.createPreflight('one', KERNEL), harness.createPreflight('two', KERNEL)]);
  const before = harness.registryRequests;
  await harness.startValidator();

  await Promise.all([harness.completed('one', 1), harness.completed('two', 1)]);

  expect(harness.registryRequests - before).toBe(1);
});
