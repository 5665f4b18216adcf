import { Agent, request } from 'undici';
import type { ControlPlane } from '../../stack/control-plane/control-plane';
import { startControlPlane } from '../../stack/control-plane/control-plane';
import { createNamespace } from '../../stack/control-plane/namespaces';
import type { ApiInfo } from '../contract/release-api';
import { apiInfoSchema } from '../contract/release-api';
import { DEPLOYMENT, LEASE } from '../contract/resource-kinds';
import { ClusterClient } from '../testing/cluster-client';
import { eventually } from '../testing/eventually';
import { parseCommand } from './config';
import type { Validator } from './validator';
import { startValidator } from './validator';

const OPERATOR = { namespace: 'openshift-kmm', name: 'kmm-operator-controller' };
const LABELS = { 'app.kubernetes.io/name': 'kmm', 'control-plane': 'controller' };
const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let plane: ControlPlane;
let cluster: ClusterClient;
let agent: Agent;
const replicas: Validator[] = [];

beforeAll(async () => {
  plane = await startControlPlane();
  cluster = new ClusterClient(plane);
  agent = new Agent({ connect: { ca: plane.caPem } });
  await Promise.all(['kmm-preflight', 'openshift-kmm'].map((name) => createNamespace(plane, name)));
  replicas.push(await startReplica());
  await eventually(async () => expect(await metric(replicas[0]!, 'leader')).toBe('1'));
  replicas.push(await startReplica());
});
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await agent.destroy();
  await plane.stop();
});

async function startReplica(): Promise<Validator> {
  const { certFile, keyFile } = plane.servingCertificate;
  const listen = ['--listen', '127.0.0.1:0', '--metrics-listen', '127.0.0.1:0'];
  const command = parseCommand([...listen, '--tls-cert', certFile, '--tls-key', keyFile, '--mode', 'observer'], {});
  if (command.kind !== 'run') throw new Error('these arguments do not run the validator');
  return startValidator({
    config: command.config,
    kubeConfig: {
      server: plane.url,
      ca: { pem: plane.caPem },
      skipVerify: false,
      credential: { type: 'token', token: plane.adminToken },
    },
    env: {},
    version: '1.2.3',
    logger: QUIET,
  });
}

async function get(port: number, path: string, user?: string) {
  const headers = user === undefined ? {} : { authorization: `Bearer ${plane.tokenFor(user)}` };
  const { statusCode, body } = await request(`https://127.0.0.1:${port}${path}`, { dispatcher: agent, headers });
  return { code: statusCode, text: await body.text() };
}

async function metric({ metricsPort }: Validator, name: string): Promise<string | undefined> {
  const { text } = await get(metricsPort, '/metrics', 'admin');
  return new RegExp(`^kmm_preflight_validator_${name} (.*)$`, 'm').exec(text)?.[1];
}

/** What every replica says to a user without any right. */
async function infos(): Promise<ApiInfo[]> {
  const answers = await Promise.all(replicas.map(({ apiPort }) => get(apiPort, '/api/v1/info', 'few-rights')));
  return answers.map(({ text }) => apiInfoSchema.parse(JSON.parse(text)));
}

const everyReplicaSays = (operator: ApiInfo['operator']) =>
  eventually(async () => expect((await infos()).map((info) => info.operator)).toEqual([operator, operator]));

test('one replica leads, both answer alike while there is no operator', async () => {
  await everyReplicaSays({ present: false, alive: false, managed: false });
  expect(await Promise.all(replicas.map((replica) => metric(replica, 'leader')))).toEqual(['1', '0']);
  expect(await infos()).toEqual([
    { version: '1.2.3', mode: 'observer', builds: { available: false }, operator: expect.anything() },
    { version: '1.2.3', mode: 'observer', builds: { available: false }, operator: expect.anything() },
  ]);
});

test('probes are open, the info and the metrics are not', async () => {
  const { apiPort, metricsPort } = replicas[1]!;
  expect(await get(metricsPort, '/healthz')).toEqual({ code: 200, text: 'ok\n' });
  expect(await get(metricsPort, '/readyz')).toEqual({ code: 200, text: 'ok\n' });
  expect((await get(metricsPort, '/metrics')).code).toBe(401);
  expect((await get(metricsPort, '/metrics', 'few-rights')).code).toBe(403);
  expect((await get(apiPort, '/api/v1/info')).code).toBe(401);
  expect((await get(apiPort, '/metrics', 'admin')).code).toBe(404);
});

test('a Deployment, its replicas, KMM_MANAGED and its end are seen by both', async () => {
  const container = { name: 'manager', image: 'quay.io/example/kmm-operator:1' };
  const spec = {
    selector: { matchLabels: LABELS },
    template: { metadata: { labels: LABELS }, spec: { containers: [container] } },
  };
  const deployment = { metadata: { ...OPERATOR, labels: LABELS }, spec };
  await cluster.create(DEPLOYMENT, deployment);
  await everyReplicaSays({ present: true, alive: false, managed: false });

  await cluster.patch(
    DEPLOYMENT,
    OPERATOR,
    { status: { replicas: 1, availableReplicas: 1, readyReplicas: 1 } },
    'status',
  );
  await everyReplicaSays({ present: true, alive: true, managed: false });

  const managed = { ...container, env: [{ name: 'KMM_MANAGED', value: '1' }] };
  await cluster.patch(DEPLOYMENT, OPERATOR, { spec: { template: { spec: { containers: [managed] } } } });
  await everyReplicaSays({ present: true, alive: false, managed: true });

  await cluster.remove(DEPLOYMENT, OPERATOR);
  await everyReplicaSays({ present: false, alive: false, managed: false });
});

test('a Lease shows life by its renewal only', async () => {
  const key = { namespace: OPERATOR.namespace, name: 'kmm.sigs.x-k8s.io' };
  const renewed = (renewTime: string) => ({ spec: { holderIdentity: 'kmm-operator_1', renewTime } });
  const lease = { metadata: key, ...renewed('2026-01-01T00:00:00.000000Z') };
  await cluster.create(LEASE, lease);
  await everyReplicaSays({ present: true, alive: false, managed: false });
  await cluster.patch(LEASE, key, renewed('2026-01-01T00:00:10.000000Z'));
  await everyReplicaSays({ present: true, alive: true, managed: false });
});
