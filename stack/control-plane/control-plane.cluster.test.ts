import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expectOk } from './api-caller';
import { ensureBinaries } from './binaries';
import { startControlPlane, type ControlPlane } from './control-plane';
import { createNamespace } from './namespaces';
import { isProcessAlive } from './process-alive';
import { waitUntil } from './wait-until';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

let one: ControlPlane;
let two: ControlPlane;

beforeAll(async () => {
  [one, two] = await Promise.all([
    startControlPlane(),
    startControlPlane({ users: [{ name: 'carol', groups: ['drivers'] }] }),
  ]);
});
afterAll(() => Promise.all([one.stop(), two.stop()]));

const writeConfigMap = (controlPlane: ControlPlane, name: string) =>
  controlPlane.call({ method: 'POST', path: CONFIG_MAPS, body: { metadata: { name }, data: { key: 'value' } } });

const bind = (role: string, subject: object) =>
  two.call({
    method: 'POST',
    path: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
    body: {
      metadata: { generateName: 'test-' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects: [subject],
    },
  });

it('two at once have nothing in common', async () => {
  expect(one.url).not.toBe(two.url);
  expectOk(await writeConfigMap(one, 'only-in-one'));
  expect((await two.call({ path: `${CONFIG_MAPS}/only-in-one` })).status).toBe(404);
  expect((await two.call({ path: '/readyz', token: one.adminToken })).status).toBe(401);
});

it('says the version that its clients ask for', async () => {
  expect((await one.call({ path: '/version' })).body).toMatchObject({
    major: '1',
    gitVersion: expect.stringMatching(/^v1\.\d+\.\d+/),
  });
});

describe('users', () => {
  it.each(['few-rights', 'viewer', 'validator'])('%s is known and may do nothing', async (user) => {
    const answer = await one.call({ path: CONFIG_MAPS, token: one.tokenFor(user) });
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({
      message: expect.stringContaining(`User "${user}" cannot list resource "configmaps"`),
    });
  });

  it('an unknown token is 401, an unknown user an error', async () => {
    expect((await one.call({ path: CONFIG_MAPS, token: 'guess' })).status).toBe(401);
    expect(() => one.tokenFor('nobody')).toThrow('no user nobody; there are admin, few-rights');
  });

  it('one that a test adds gets the rights of its groups', async () => {
    expectOk(await bind('system:node', { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'drivers' }));
    const list = () => two.call({ path: '/api/v1/nodes', token: two.tokenFor('carol') });
    await waitUntil('the binding counts', async () => (await list()).status === 200);
    expect((await two.call({ path: '/api/v1/nodes', token: two.tokenFor('viewer') })).status).toBe(403);
  });

  it('a ServiceAccount token signs in as that account', async () => {
    await createNamespace(one, 'drivers');
    const token = await one.serviceAccountToken('drivers', 'default');
    const review = await one.call({
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
      token,
    });
    expect(review.body).toMatchObject({ status: { userInfo: { username: 'system:serviceaccount:drivers:default' } } });
    await expect(one.serviceAccountToken('drivers', 'missing')).rejects.toThrow('404');
  });

  it('a kubeconfig file is for its owner only', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kubeconfig-test-'));
    const path = join(folder, 'config');
    await one.writeKubeconfig('viewer', path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const config = JSON.parse(await readFile(path, 'utf8')) as unknown;
    expect(config).toMatchObject({
      clusters: [{ cluster: { server: one.url } }],
      users: [{ user: { token: one.tokenFor('viewer') } }],
    });
    await rm(folder, { recursive: true });
  });
});

describe('what a cluster does too', () => {
  const pod = (namespace: string) => ({
    method: 'POST' as const,
    path: `/api/v1/namespaces/${namespace}/pods`,
    body: {
      metadata: { generateName: 'pull-' },
      spec: { containers: [{ name: 'pull', image: 'example.com/driver:1' }] },
    },
  });

  it('admits pods in a namespace that has its ServiceAccounts, as often as one likes', async () => {
    await createNamespace(one, 'pods', { team: 'drivers' });
    await createNamespace(one, 'pods');
    expect((await one.call(pod('pods'))).status).toBe(201);
    expect((await one.call({ path: '/api/v1/namespaces/pods' })).body).toMatchObject({
      metadata: { labels: { team: 'drivers' } },
    });
  });

  it('refuses blockOwnerDeletion to a user who may not update the finalizers of the owner', async () => {
    const owner = expectOk<{ metadata: { uid: string } }>(await writeConfigMap(two, 'owner'));
    await two.call({
      method: 'POST',
      path: '/apis/rbac.authorization.k8s.io/v1/clusterroles',
      body: {
        metadata: { name: 'writer' },
        rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['create'] }],
      },
    });
    expectOk(await bind('writer', { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'validator' }));
    const create = (name: string, blockOwnerDeletion: boolean) =>
      two.call({
        method: 'POST',
        path: CONFIG_MAPS,
        token: two.tokenFor('validator'),
        body: {
          metadata: {
            name,
            ownerReferences: [
              { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: owner.metadata.uid, blockOwnerDeletion },
            ],
          },
        },
      });
    await waitUntil('the binding counts', async () => [201, 409].includes((await create('free', false)).status));
    const refused = await create('blocking', true);
    expect(refused).toMatchObject({ status: 403, body: { message: expect.stringContaining('blockOwnerDeletion') } });
  });
});

describe('kill and restart', () => {
  it('keep address, tokens, certificate and data', async () => {
    expectOk(await writeConfigMap(one, 'survivor'));
    const before = { ...one.pids };
    const token = await createNamespace(one, 'restart').then(() => one.serviceAccountToken('restart', 'default'));
    await one.kill();
    await expect(one.call({ path: '/readyz' })).rejects.toThrow();
    await one.restart();
    expect((await one.call({ path: `${CONFIG_MAPS}/survivor` })).body).toMatchObject({ data: { key: 'value' } });
    expect((await one.call({ path: CONFIG_MAPS, token })).status).toBe(403);
    expect(one.pids.kubeApiserver).not.toBe(before.kubeApiserver);
    expect(one.pids.etcd).toBe(before.etcd);
    expect(isProcessAlive(before.kubeApiserver)).toBe(false);
  });

  it('a restart starts etcd too when that is gone', async () => {
    expectOk(await writeConfigMap(two, 'in-etcd'));
    process.kill(two.pids.etcd, 'SIGKILL');
    await waitUntil('etcd is gone', () => !isProcessAlive(two.pids.etcd));
    await two.restart();
    expect((await two.call({ path: `${CONFIG_MAPS}/in-etcd` })).status).toBe(200);
  });
});

describe('the end', () => {
  it('stop leaves neither process nor data', async () => {
    const controlPlane = await startControlPlane();
    const { kubeApiserver, etcd } = controlPlane.pids;
    const folder = dirname(dirname(controlPlane.servingCertificate.certFile));
    expect(existsSync(folder)).toBe(true);
    await controlPlane.stop();
    expect([kubeApiserver, etcd].filter(isProcessAlive)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  it('a start that fails says why and leaves no process', async () => {
    const failure = startControlPlane({ apiserverFlags: ['--no-such-flag'] });
    await expect(failure).rejects.toThrow(/kube-apiserver ended with exit code \d+:[^]*unknown flag: --no-such-flag/);
  });

  it('SIGKILL of the parent leaves no process', async () => {
    const script = `
      const { startControlPlane } = require('${join(__dirname, 'control-plane')}');
      startControlPlane().then(({ pids }) => console.log(JSON.stringify(pids)));`;
    const parent = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const line = await new Promise<string>((resolve) =>
      parent.stdout.once('data', (text: Buffer) => resolve(text.toString())),
    );
    const pids = Object.values(JSON.parse(line) as Record<string, number>);
    expect(pids.map(isProcessAlive)).toEqual([true, true]);
    parent.kill('SIGKILL');
    await waitUntil('both programs are gone', () => !pids.some(isProcessAlive));
  });
});

it('a second ensureBinaries builds nothing', async () => {
  const lines: string[] = [];
  const first = await ensureBinaries(() => undefined);
  const built = Object.values(first).map((path) => statSync(path).mtimeMs);
  expect(await ensureBinaries((line) => lines.push(line))).toEqual(first);
  expect(Object.values(first).map((path) => statSync(path).mtimeMs)).toEqual(built);
  expect(lines).toEqual([]);
});
