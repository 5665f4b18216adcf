import { startControlPlane } from '../../../stack/control-plane/control-plane';
import { installCrds } from '../../../stack/control-plane/install-crds';
import { createNamespace } from '../../../stack/control-plane/namespaces';
import type { KubeObject } from '../../contract/kube-object';
import { MODULE_REPORT, SECRET } from '../../contract/resource-kinds';
import { pathOf } from '../../testing/cluster-client';
import type { Harness } from '../../testing/cluster-harness';
import { startHarness } from '../../testing/cluster-harness';
import { KERNEL, pullSecret } from '../../testing/cluster-objects';
import { eventually } from '../../testing/eventually';

let harness: Harness;
let namespace: string;

beforeAll(async () => {
  harness = await startHarness({
    // A user of its own for each test that binds rights.
    startControlPlane: () => startControlPlane({ users: [{ name: 'observer' }] }),
    installCrds,
    createNamespace,
  });
});
beforeEach(async () => {
  namespace = await harness.namespace();
});
afterEach(() => harness.reset());
afterAll(() => harness.stop());

const REPORTS = { apiGroups: [MODULE_REPORT.group], resources: [MODULE_REPORT.plural] };
/** What the validator needs besides Secrets and reports. */
const ALL_BUT_SECRETS = [
  { apiGroups: [''], resources: ['nodes', 'configmaps', 'serviceaccounts', 'events'], verbs: ['*'] },
  { apiGroups: [MODULE_REPORT.group], resources: ['preflightreports'], verbs: ['*'] },
  { apiGroups: ['kmm.sigs.x-k8s.io', 'config.openshift.io', 'operator.openshift.io'], resources: ['*'], verbs: ['*'] },
  { apiGroups: ['apps', 'coordination.k8s.io'], resources: ['*'], verbs: ['*'] },
];
let grants = 0;

/** Gives a user rights in one namespace, or everywhere. */
async function allow(user: string, rules: object[], of?: string): Promise<void> {
  grants += 1;
  const scope = of === undefined ? 'Cluster' : '';
  const group = 'rbac.authorization.k8s.io';
  const create = (kind: string, object: object): Promise<KubeObject> => {
    const plural = `${kind.toLowerCase()}s`;
    const metadata = { name: `grant-${grants}`, ...(of !== undefined && { namespace: of }) };
    return harness.cluster.create(
      { group, version: 'v1', plural, kind, namespaced: of !== undefined },
      {
        metadata,
        ...object,
      },
    );
  };
  await create(`${scope}Role`, { rules });
  const roleRef = { apiGroup: group, kind: `${scope}Role`, name: `grant-${grants}` };
  await create(`${scope}RoleBinding`, { roleRef, subjects: [{ apiGroup: group, kind: 'User', name: user }] });
}

test('W8: a secret that the validator may not read is PullSecretForbidden, and says what to grant', async () => {
  harness.registry.auth.configure({ mode: 'basic', users: { robot: 'right' } });
  const image = harness.pushImage('driver');
  await harness.cluster.create(SECRET, pullSecret(namespace, 'mine', { [harness.registry.host]: 'robot:right' }));
  await harness.createModule({ namespace, name: 'x', image, secret: 'mine' });
  await allow('validator', [...ALL_BUT_SECRETS, { ...REPORTS, verbs: ['*'] }]);
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator([], 'validator');

  const { status } = await harness.reportWith('pvo', 'x', 'PullSecretForbidden');

  expect(status.message).toContain(`may not read Secret ${namespace}/mine; grant it get`);
});

test('a namespace that refuses reports holds up no other: status and PreflightReport still complete', async () => {
  const other = await harness.namespace();
  harness.pushImage('allowed');
  await harness.createModule({ namespace, name: 'allowed' });
  await harness.createModule({ namespace: other, name: 'refused' });
  const read = { ...REPORTS, verbs: ['get', 'list', 'watch'] };
  await allow('observer', [...ALL_BUT_SECRETS, read, { apiGroups: [''], resources: ['secrets'], verbs: ['get'] }]);
  await allow('observer', [{ ...REPORTS, verbs: ['*'] }], namespace);
  await harness.createPreflight('pvo', KERNEL);
  const validator = await harness.startValidator([], 'observer');

  const summary = await harness.completed('pvo', 2);

  expect(summary.status.counts).toMatchObject({ passed: 1, failed: 1 });
  expect((await harness.reports('pvo')).map(({ spec }) => spec.module.name)).toEqual(['allowed']);
  await eventually(async () =>
    expect((await harness.statusModules('pvo'))['refused']?.verificationStatus).toBe('Failure'),
  );
  expect(validator.log.map(({ message }) => message)).toContain('a report could not be written');
});

test('a namespace’s user reads the reports of that namespace only', async () => {
  const other = await harness.namespace();
  await harness.createModule({ namespace, name: 'mine' });
  await harness.createModule({ namespace: other, name: 'theirs' });
  await harness.createPreflight('pvo', KERNEL);
  await harness.startValidator();
  await harness.completed('pvo', 2);
  await allow('few-rights', [{ ...REPORTS, verbs: ['get', 'list', 'watch'] }], namespace);
  const token = harness.plane.tokenFor('few-rights');
  const listed = (of?: string) =>
    harness.plane.call({ token, path: pathOf(MODULE_REPORT, { ...(of !== undefined && { namespace: of }) }) });

  const own = await listed(namespace);
  expect(own.status).toBe(200);
  const { items } = own.body as { items: { spec: { module: { name: string } } }[] };
  expect(items.map(({ spec }) => spec.module.name)).toEqual(['mine']);
  expect((await listed(other)).status).toBe(403);
  expect((await listed()).status).toBe(403);
});
