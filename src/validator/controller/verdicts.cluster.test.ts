import { startControlPlane } from '../../../stack/control-plane/control-plane';
import { installCrds } from '../../../stack/control-plane/install-crds';
import { createNamespace } from '../../../stack/control-plane/namespaces';
import { MODULE } from '../../contract/resource-kinds';
import type { Harness } from '../../testing/cluster-harness';
import { startHarness } from '../../testing/cluster-harness';
import { ARM_KERNEL, KERNEL, NEXT_KERNEL, devicePluginModule } from '../../testing/cluster-objects';

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

test('W1: two PVOs for two kernels at once have their own verdicts, also for a Module called x-preflight', async () => {
  const first = [{ literal: KERNEL, containerImage: harness.pushImage('old/x') }];
  const second = [{ literal: NEXT_KERNEL, containerImage: harness.reference('absent/x') }];
  const mappings = [...first, ...second];
  await harness.createModule({ namespace, name: 'x', mappings });
  await harness.createModule({ namespace, name: 'x-preflight', mappings: [...mappings].reverse() });
  await Promise.all([harness.createPreflight('now', KERNEL), harness.createPreflight('next', NEXT_KERNEL)]);
  await harness.startValidator();

  await Promise.all([harness.completed('now', 2), harness.completed('next', 2)]);

  for (const name of ['x', 'x-preflight']) {
    expect((await harness.report('now', name)).status.reason).toBe('ImageVerified');
    expect((await harness.report('next', name)).status.reason).toBe('ImageNotFound');
    expect((await harness.statusModules('now'))[name]?.verificationStatus).toBe('Success');
    expect((await harness.statusModules('next'))[name]?.verificationStatus).toBe('Failure');
  }
  const names = [...(await harness.reports('now')), ...(await harness.reports('next'))].map(
    ({ metadata }) => metadata.name,
  );
  expect(new Set(names).size).toBe(4);
});

test('W1: one image for two kernels is judged for each of them', async () => {
  harness.pushImage('x', ['amd64']);
  await harness.createModule({ namespace, name: 'x' });
  await Promise.all([harness.createPreflight('intel', KERNEL), harness.createPreflight('arm', ARM_KERNEL)]);
  await harness.startValidator();

  await Promise.all([harness.completed('intel', 1), harness.completed('arm', 1)]);

  expect((await harness.report('intel', 'x')).status.reason).toBe('ImageVerified');
  expect((await harness.report('arm', 'x')).status.reason).toBe('PlatformMissing');
});

test('W2: a missing image without a build ends with KMM’s phrase, the cause and the remedy', async () => {
  await harness.createModule({ namespace, name: 'absent' });
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator();

  const summary = await harness.completed('pvo', 1);

  expect(summary.status.counts).toMatchObject({ failed: 1, passed: 0 });
  const entry = (await harness.statusModules('pvo'))['absent'];
  expect(entry).toMatchObject({ verificationStatus: 'Failure', verificationStage: 'Done' });
  expect(entry?.statusReason).toMatch(/^verified image does not exist: .*404/);
  expect((await harness.report('pvo', 'absent')).status.message).toMatch(/404.*; push the image for this kernel/);
});

test('W3: a Module without moduleLoader has nothing to load and disturbs nobody', async () => {
  harness.pushImage('good');
  await harness.createModule({ namespace, name: 'good' });
  await harness.cluster.create(MODULE, devicePluginModule(namespace, 'plugin'));
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator();

  await harness.completed('pvo', 2);

  expect((await harness.report('pvo', 'plugin')).status).toMatchObject({ status: 'Success', reason: 'NothingToLoad' });
  expect((await harness.statusModules('pvo'))['plugin']?.statusReason).toMatch(/^no kernel module to verify: /);
  expect((await harness.report('pvo', 'good')).status.reason).toBe('ImageVerified');
});

test('W4: Modules that KMM cannot resolve fail alone, each for its own reason', async () => {
  harness.pushImage('good');
  const long = `registry.example.com/${'a'.repeat(10_000)}:1`;
  const many = Array.from({ length: 500 }, (_, at) => ({ literal: `${at}.0.0` }));
  const name200 = 'n'.repeat(200);
  const create = (name: string, more: object) => harness.createModule({ namespace, name, ...more });
  await Promise.all([
    create('good', {}),
    create('bad-template', { image: 'registry.example.com/x:${KERNEL' }),
    create('bad-regexp', { mappings: [{ regexp: '(' }] }),
    create('slow-regexp', {
      mappings: [{ regexp: '^((a+)+)+$' }, { regexp: '^.*$' }],
      image: harness.reference('good'),
    }),
    create('no-mapping', { mappings: [{ literal: '1.2.3' }] }),
    create('many-mappings', { mappings: [...many, { literal: KERNEL }], image: harness.reference('good') }),
    create('long-image', { image: long }),
    create(name200, { image: harness.reference('good') }),
  ]);
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator();

  await harness.completed('pvo', 8);

  const reports = await harness.reports('pvo');
  const reasons = Object.fromEntries(reports.map(({ spec, status }) => [spec.module.name, status.reason]));
  expect(reasons).toEqual({
    good: 'ImageVerified',
    'bad-template': 'TemplateInvalid',
    'bad-regexp': 'MappingInvalid',
    'slow-regexp': 'ImageVerified',
    'no-mapping': 'MappingNotFound',
    'many-mappings': 'ImageVerified',
    'long-image': 'ImageReferenceInvalid',
    [name200]: 'ImageVerified',
  });
  const status = await harness.statusModules('pvo');
  for (const name of ['bad-template', 'bad-regexp', 'no-mapping', 'long-image']) {
    expect(status[name]?.statusReason).toMatch(/^mapping not found: /);
    expect(status[name]?.statusReason?.length).toBeLessThanOrEqual('mapping not found: '.length + 150);
  }
});

test.each([
  ['empty', ''],
  ['two parts', '5.14'],
  ['10 kB', `5.14.0-${'9'.repeat(10_000)}.x86_64`],
  ['a line feed', '5.14\n'],
])(
  'W4: a kernel version that is none (%s) is told for every Module, and another PVO is not harmed',
  async (_, kernel) => {
    harness.pushImage('good');
    await harness.createModule({ namespace, name: 'good' });
    await Promise.all([harness.createPreflight('bad', kernel), harness.createPreflight('fine', KERNEL)]);
    const validator = await harness.startValidator();

    await Promise.all([harness.completed('bad', 1), harness.completed('fine', 1)]);

    expect((await harness.report('bad', 'good')).status.reason).toBe('KernelVersionInvalid');
    expect((await harness.report('fine', 'good')).status.reason).toBe('ImageVerified');
    expect(validator.log.filter(({ level }) => level !== 'info')).toEqual([]);
  },
);

test('a kernel version with a line feed at its end matches what KMM would match, in one line everywhere', async () => {
  await harness.createModule({ namespace, name: 'x', mappings: [{ literal: KERNEL }] });
  await harness.createPreflight('pvo', `${KERNEL}\n`);
  await harness.startValidator();

  await harness.completed('pvo', 1);

  const { status } = await harness.report('pvo', 'x');
  expect(status.reason).toBe('MappingNotFound');
  expect(status.message).not.toContain('\n');
  expect((await harness.statusModules('pvo'))['x']?.statusReason).not.toContain('\n');
});

test('W14: an image for another architecture is told with the platforms that it has', async () => {
  harness.pushImage('both', ['amd64', 'arm64']);
  harness.pushImage('intel', ['amd64']);
  await harness.createModule({ namespace, name: 'both' });
  await harness.createModule({ namespace, name: 'intel' });
  await harness.createPreflight('arm', ARM_KERNEL);
  await harness.startValidator();

  await harness.completed('arm', 2);

  const { status } = await harness.report('arm', 'intel');
  expect(status).toMatchObject({ status: 'Failure', reason: 'PlatformMissing' });
  expect(status.message).toContain('linux/amd64');
  expect((await harness.report('arm', 'both')).status.image?.platform).toBe('linux/arm64');
});

test('W22: one plus at the end of the kernel is trimmed, with a warning that counts', async () => {
  harness.pushImage('x');
  await harness.createModule({ namespace, name: 'x', mappings: [{ literal: KERNEL }] });
  await harness.createPreflight('pvo', `${KERNEL}+`);
  await harness.startValidator();

  const summary = await harness.completed('pvo', 1);

  const { status } = await harness.report('pvo', 'x');
  expect(status.reason).toBe('ImageVerified');
  expect(status.checks).toContainEqual(expect.objectContaining({ result: 'Warn', reason: 'KernelVersionTrimmed' }));
  expect(summary.status.counts).toMatchObject({ warned: 1, passed: 0, failed: 0 });
});

test('W35: no pod and no Build is ever made', async () => {
  harness.pushImage('x');
  await harness.createModule({ namespace, name: 'x' });
  await harness.createModule({ namespace, name: 'absent' });
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator();

  await harness.completed('pvo', 2);

  const kind = (group: string, plural: string) => ({ group, version: 'v1', plural, kind: '', namespaced: true });
  expect(await harness.cluster.list(kind('', 'pods'))).toEqual([]);
  expect(await harness.cluster.list(kind('build.openshift.io', 'builds'))).toEqual([]);
});
