import { startControlPlane } from '../../../stack/control-plane/control-plane';
import { installCrds } from '../../../stack/control-plane/install-crds';
import { createNamespace } from '../../../stack/control-plane/namespaces';
import { RECHECK_ANNOTATION } from '../../contract/annotations';
import { MODULE, SECRET } from '../../contract/resource-kinds';
import type { Harness } from '../../testing/cluster-harness';
import { startHarness } from '../../testing/cluster-harness';
import { KERNEL, secretObject } from '../../testing/cluster-objects';
import { eventually } from '../../testing/eventually';
import { HTML_PAGE } from '../../testing/registry-faults';
import { startRegistryServer } from '../../testing/registry-server';

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

/** A port that was free a moment ago: connections to it are refused. */
async function closedRegistry(): Promise<string> {
  const server = await startRegistryServer();
  const { host } = server;
  await server.close();
  return host;
}

test('W8: every cause has its own reason and its own sentence', async () => {
  const untrusted = await harness.startRegistry();
  const gone = await closedRegistry();
  const { registry } = harness;
  registry.auth.configure({ mode: 'bearer', private: ['private', 'no-secret', 'odd-secret'] });
  registry.setFault({ status: 403, error: { code: 'DENIED', message: 'not for you' } }, 'forbidden');
  const busy = await harness.startRegistry();
  busy.setFault({ status: 429, headers: { 'retry-after': '60' } });
  registry.setFault({ status: 500 }, 'broken');
  registry.setFault(HTML_PAGE, 'login-page');
  harness.pushImage('login-page');
  await harness.configureImages({ blockedRegistries: [`${registry.host}/blocked`] });
  await harness.cluster.create(SECRET, secretObject({ namespace, name: 'odd' }, 'Opaque', { some: 'thing' }));
  const create = (name: string, more: object = {}) => harness.createModule({ namespace, name, ...more });
  await create('absent');
  await create('private');
  await create('forbidden');
  await create('limited', { image: `${busy.host}/x:1`, container: { registryTLS: { insecureSkipTLSVerify: true } } });
  await create('broken');
  await create('login-page');
  await create('blocked');
  await create('no-secret', { secret: 'nowhere' });
  await create('odd-secret', { secret: 'odd' });
  await create('untrusted', { image: `${untrusted.host}/untrusted:1` });
  await create('gone', { image: `${gone}/gone:1` });
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator();

  const wanted: Record<string, [reason: string, sentence: RegExp]> = {
    absent: ['ImageNotFound', /404.*push the image/],
    private: ['ImageUnauthorized', /401.*no pull secret has an entry/],
    forbidden: ['ImageForbidden', /403/],
    limited: ['RegistryRateLimited', /429/],
    broken: ['RegistryError', /500/],
    'login-page': ['RegistryAnswerInvalid', /HTML page/],
    blocked: ['ImageBlockedByPolicy', /blocked by .*Image config/],
    'no-secret': ['PullSecretMissing', /Secret .*nowhere does not exist/],
    'odd-secret': ['PullSecretInvalid', /type Opaque/],
    untrusted: ['CertificateUntrusted', /additionalTrustedCA/],
    gone: ['RegistryUnreachable', /refused.*tried again/i],
  };
  for (const [name, [reason, sentence]] of Object.entries(wanted)) {
    const { status } = await harness.reportWith('pvo', name, reason);
    expect(status.message).toMatch(sentence);
    expect(status.conditions).toEqual([expect.objectContaining({ type: 'Verified', reason })]);
  }
  const transient = ['limited', 'broken', 'gone'];
  await eventually(async () => {
    const modules = await harness.statusModules('pvo');
    for (const name of Object.keys(wanted)) {
      const entry = modules[name];
      const phrase = transient.includes(name)
        ? 'verification is not finished yet: '
        : 'verified image does not exist: ';
      expect(entry?.statusReason?.startsWith(phrase)).toBe(true);
      expect(entry?.verificationStatus).toBe(transient.includes(name) ? 'InProgress' : 'Failure');
    }
  });
  const sentences = (await harness.reports('pvo')).map(({ status }) => status.message);
  expect(new Set(sentences).size).toBe(Object.keys(wanted).length);
});

test('W26: registryTLS of the Module is honoured, with a warning that nodes do not', async () => {
  const untrusted = await harness.startRegistry();
  const plain = await harness.startRegistry({});
  for (const registry of [untrusted, plain]) registry.addImage({ repository: 'x', tags: ['1'], index: true });
  const tls = (registryTLS: object) => ({ container: { registryTLS } });
  const image = `${untrusted.host}/x:1`;
  await harness.createModule({ namespace, name: 'skip', image, ...tls({ insecureSkipTLSVerify: true }) });
  await harness.createModule({ namespace, name: 'plain', image: `${plain.host}/x:1`, ...tls({ insecure: true }) });
  await harness.createModule({ namespace, name: 'strict', image });
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator();

  const summary = await harness.completed('pvo', 3);

  for (const name of ['skip', 'plain']) {
    const { status } = await harness.report('pvo', name);
    expect(status.reason).toBe('ImageVerified');
    expect(status.checks).toContainEqual(
      expect.objectContaining({ result: 'Warn', reason: 'RegistryTLSIgnoredByNodes' }),
    );
  }
  expect((await harness.report('pvo', 'strict')).status.reason).toBe('CertificateUntrusted');
  expect(summary.status.counts).toMatchObject({ warned: 2, failed: 1 });
});

test('W31: a registry that never answers holds up nobody else, and its Module says why it waits', async () => {
  const silent = await harness.startRegistry();
  silent.setFault({ hang: true });
  await harness.createModule({
    namespace,
    name: 'silent',
    image: `${silent.host}/x:1`,
    container: { registryTLS: { insecureSkipTLSVerify: true } },
  });
  for (const name of ['a', 'b', 'c']) {
    harness.pushImage(name);
    await harness.createModule({ namespace, name });
  }
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator();

  const checking = await harness.reportWith('pvo', 'silent', 'Checking');
  expect(checking.status).toMatchObject({ status: 'InProgress', stage: 'Image', attempts: 0 });
  for (const name of ['a', 'b', 'c']) expect((await harness.report('pvo', name)).status.reason).toBe('ImageVerified');
  expect((await harness.summary('pvo')).status.counts).toMatchObject({ passed: 3, inProgress: 1 });

  const waiting = await harness.reportWith('pvo', 'silent', 'RegistryUnreachable');
  expect(waiting.status).toMatchObject({ status: 'InProgress', attempts: 1 });
  expect(waiting.status.nextAttemptAt).toBeDefined();
});

test('W31: more Modules of a silent registry than there are places hold up nobody else either', async () => {
  const silent = await harness.startRegistry();
  silent.setFault({ hang: true });
  const names = Array.from({ length: 20 }, (_, at) => `a-silent-${at}`);
  const container = { registryTLS: { insecureSkipTLSVerify: true } };
  const create = (name: string) =>
    harness.createModule({ namespace, name, image: `${silent.host}/${name}:1`, container });
  await Promise.all(names.map(create));
  harness.pushImage('z-good');
  await harness.createModule({ namespace, name: 'z-good' });
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator(['--concurrency', '4']);

  await harness.reportWith('pvo', 'z-good', 'ImageVerified');

  expect((await harness.summary('pvo')).status.counts.inProgress).toBeGreaterThanOrEqual(20);
});

test('W31: a registry that stays unreachable becomes a Failure after the transient deadline, and recovers when asked', async () => {
  const { registry } = harness;
  harness.pushImage('x');
  registry.setFault({ reset: true }, 'x');
  await harness.createModule({ namespace, name: 'x' });
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator(['--transient-deadline', '2s']);

  const failed = await eventually(async () => {
    const report = await harness.report('pvo', 'x');
    expect(report.status.status).toBe('Failure');
    return report;
  });
  expect(failed.status).toMatchObject({ reason: 'RegistryUnreachable', stage: 'Done' });
  expect(failed.status.attempts).toBeGreaterThan(1);
  await eventually(async () =>
    expect((await harness.statusModules('pvo'))['x']?.statusReason).toMatch(/^verified image does not exist: /),
  );

  registry.faults.clear();
  const annotations = { [RECHECK_ANNOTATION]: new Date().toISOString() };
  await harness.cluster.patch(MODULE, { namespace, name: 'x' }, { metadata: { annotations } });
  await harness.reportWith('pvo', 'x', 'ImageVerified');
});
