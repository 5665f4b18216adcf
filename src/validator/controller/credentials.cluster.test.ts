import { startControlPlane } from '../../../stack/control-plane/control-plane';
import { installCrds } from '../../../stack/control-plane/install-crds';
import { createNamespace } from '../../../stack/control-plane/namespaces';
import { SECRET, SERVICE_ACCOUNT } from '../../contract/resource-kinds';
import type { Harness } from '../../testing/cluster-harness';
import { startHarness } from '../../testing/cluster-harness';
import { KERNEL, pullSecret, secretObject } from '../../testing/cluster-objects';

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

const RIGHT = 'robot:right';
const WRONG = 'robot:wrong';

function basic(login: string): string {
  return `Basic ${Buffer.from(login).toString('base64')}`;
}

/** From here on the registry wants `RIGHT`. */
function lockRegistry(): string {
  harness.registry.auth.configure({ mode: 'basic', users: { robot: 'right' } });
  harness.registry.counters.authorizations.length = 0;
  return harness.registry.host;
}

async function verify(...modules: string[]): Promise<Record<string, string>> {
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator();
  await harness.completed('pvo', modules.length);
  const reports = await harness.reports('pvo');
  return Object.fromEntries(reports.map(({ spec, status }) => [spec.module.name, status.reason]));
}

test('the entry with the longest path is used first, and no other credential is sent', async () => {
  const host = lockRegistry();
  harness.pushImage('team/app/driver');
  const logins = { [host]: WRONG, [`${host}/team`]: WRONG, [`${host}/team/app`]: RIGHT, [`${host}/other`]: WRONG };
  await harness.cluster.create(SECRET, pullSecret(namespace, 'mine', logins));
  await harness.createModule({ namespace, name: 'x', image: harness.reference('team/app/driver'), secret: 'mine' });

  expect(await verify('x')).toEqual({ x: 'ImageVerified' });
  expect(harness.registry.counters.authorizations).toContain(basic(RIGHT));
  expect(harness.registry.counters.authorizations).not.toContain(basic(WRONG));
});

test('a longer path that is refused does not hide a shorter one that works', async () => {
  const host = lockRegistry();
  harness.pushImage('team/driver');
  await harness.cluster.create(SECRET, pullSecret(namespace, 'mine', { [host]: RIGHT, [`${host}/team`]: WRONG }));
  await harness.createModule({ namespace, name: 'x', image: harness.reference('team/driver'), secret: 'mine' });

  expect(await verify('x')).toEqual({ x: 'ImageVerified' });
});

test('without imageRepoSecret the secrets of the service account are used, with it they are not', async () => {
  const host = lockRegistry();
  harness.pushImage('driver');
  await harness.cluster.create(SECRET, pullSecret(namespace, 'of-account', { [host]: RIGHT }));
  await harness.cluster.create(SECRET, pullSecret(namespace, 'empty', {}));
  const account = { namespace, name: 'default' };
  await harness.cluster.patch(SERVICE_ACCOUNT, account, { imagePullSecrets: [{ name: 'of-account' }] });
  const image = harness.reference('driver');
  await harness.createModule({ namespace, name: 'by-account', image });
  await harness.createModule({ namespace, name: 'by-secret', image, secret: 'empty' });

  expect(await verify('by-account', 'by-secret')).toEqual({
    'by-account': 'ImageVerified',
    'by-secret': 'ImageUnauthorized',
  });
});

test('the cluster pull secret serves every namespace; a secret of one namespace serves no other', async () => {
  const host = lockRegistry();
  harness.pushImage('shared/a');
  harness.pushImage('own/b');
  const other = await harness.namespace();
  await harness.cluster.create(SECRET, pullSecret('openshift-config', 'pull-secret', { [`${host}/shared`]: RIGHT }));
  await harness.cluster.create(SECRET, pullSecret(namespace, 'mine', { [`${host}/own`]: RIGHT }));
  const [shared, own] = [harness.reference('shared/a'), harness.reference('own/b')];
  await harness.createModule({ namespace, name: 'shared-1', image: shared });
  await harness.createModule({ namespace: other, name: 'shared-2', image: shared });
  await harness.createModule({ namespace, name: 'own-1', image: own, secret: 'mine' });
  await harness.createModule({ namespace: other, name: 'own-2', image: own, secret: 'mine' });

  expect(await verify('shared-1', 'shared-2', 'own-1', 'own-2')).toEqual({
    'shared-1': 'ImageVerified',
    'shared-2': 'ImageVerified',
    'own-1': 'ImageVerified',
    'own-2': 'PullSecretMissing',
  });
});

test('a pull secret that cannot be used is told only when it was needed', async () => {
  harness.registry.auth.configure({ mode: 'bearer', private: ['locked'] });
  const image = harness.pushImage('locked');
  const open = harness.pushImage('open');
  const type = 'kubernetes.io/dockerconfigjson';
  const broken = { auths: 'none' };
  await harness.cluster.create(
    SECRET,
    secretObject({ namespace, name: 'broken' }, type, { '.dockerconfigjson': JSON.stringify(broken) }),
  );
  await harness.cluster.create(SECRET, secretObject({ namespace, name: 'opaque' }, 'Opaque', { a: 'b' }));
  await harness.createModule({ namespace, name: 'broken', image, secret: 'broken' });
  await harness.createModule({ namespace, name: 'opaque', image, secret: 'opaque' });
  await harness.createModule({ namespace, name: 'absent', image, secret: 'absent' });
  await harness.createModule({ namespace, name: 'harmless', image: open, secret: 'absent' });

  expect(await verify('broken', 'opaque', 'absent', 'harmless')).toEqual({
    broken: 'PullSecretInvalid',
    opaque: 'PullSecretInvalid',
    absent: 'PullSecretMissing',
    harmless: 'ImageVerified',
  });
});

test('a wrong login for a public image says that no login is needed', async () => {
  harness.registry.auth.configure({ mode: 'bearer', users: { robot: 'right' } });
  const image = harness.pushImage('public');
  await harness.cluster.create(SECRET, pullSecret(namespace, 'mine', { [harness.registry.host]: WRONG }));
  await harness.createModule({ namespace, name: 'x', image, secret: 'mine' });

  expect(await verify('x')).toEqual({ x: 'ImageUnauthorized' });
  const { message } = (await harness.report('pvo', 'x')).status;
  expect(message).toContain('readable without credentials');
  expect(message).toContain(`Secret ${namespace}/mine`);
});
