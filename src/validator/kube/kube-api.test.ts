import { refusal } from '../../testing/kube-exchange';
import { KubeServer } from '../../testing/kube-server';
import type { KubeObject, ResourceKind } from '../ports';
import { KubeClient } from './kube-api';
import { KubeTransport } from './transport';

const MODULES: ResourceKind = {
  group: 'kmm.sigs.x-k8s.io',
  version: 'v1beta1',
  plural: 'modules',
  kind: 'Module',
  namespaced: true,
};
const KEY = { namespace: 'ns', name: 'm' };
const ONE = '/apis/kmm.sigs.x-k8s.io/v1beta1/namespaces/ns/modules/m';

let server: KubeServer;
let transport: KubeTransport;
let client: KubeClient;

beforeEach(async () => {
  server = await new KubeServer().start();
  transport = new KubeTransport({ server: server.url, skipVerify: false, credential: { type: 'none' } });
  client = new KubeClient(transport);
});

afterEach(async () => {
  await transport.close();
  await server.stop();
});

const last = () => {
  const request = server.requests.at(-1);
  if (!request) throw new Error('no request');
  const body: unknown = request.body ? JSON.parse(request.body) : undefined;
  return { ...request, query: Object.fromEntries(request.query), type: request.headers['content-type'], body };
};

test('get answers undefined for an object that is not there, and throws for other refusals', async () => {
  await expect(client.get(MODULES, KEY)).resolves.toBeUndefined();
  expect(last().path).toBe(ONE);
  server.intercept = () => refusal(403, 'no');
  await expect(client.get(MODULES, KEY)).rejects.toMatchObject({ kind: 'Forbidden' });
});

test('create, replace with precondition, and delete', async () => {
  const created = await client.create<KubeObject>(MODULES, { metadata: KEY });
  expect(last()).toMatchObject({
    method: 'POST',
    path: '/apis/kmm.sigs.x-k8s.io/v1beta1/namespaces/ns/modules',
    query: { fieldManager: 'kmm-preflight-validator' },
    body: { apiVersion: 'kmm.sigs.x-k8s.io/v1beta1', kind: 'Module' },
  });
  await expect(client.create<KubeObject>(MODULES, { metadata: KEY })).rejects.toMatchObject({ kind: 'Conflict' });
  const replaced = await client.replace(MODULES, created);
  expect(last()).toMatchObject({ method: 'PUT', path: ONE });
  await expect(client.replace(MODULES, created)).rejects.toMatchObject({ kind: 'Conflict' });
  await client.replace(MODULES, replaced);
  await client.delete(MODULES, KEY, 'uid-1');
  expect(last()).toMatchObject({
    method: 'DELETE',
    path: ONE,
    body: { propagationPolicy: 'Background', preconditions: { uid: 'uid-1' } },
  });
  await expect(client.delete(MODULES, KEY)).resolves.toBeUndefined();
});

test('apply is a forced server-side apply by our field manager', async () => {
  server.intercept = () => ({ status: 200, body: {} });
  await client.apply(MODULES, { metadata: KEY });
  expect(last()).toMatchObject({
    method: 'PATCH',
    path: ONE,
    query: { fieldManager: 'kmm-preflight-validator', force: 'true' },
    type: 'application/apply-patch+yaml',
    body: { apiVersion: 'kmm.sigs.x-k8s.io/v1beta1', kind: 'Module', metadata: KEY },
  });
});

test('mergePatch goes to the object or its status', async () => {
  server.intercept = () => ({ status: 200, body: {} });
  await client.mergePatch(MODULES, KEY, { status: { modules: [] } }, 'status');
  expect(last()).toMatchObject({
    method: 'PATCH',
    path: `${ONE}/status`,
    query: { fieldManager: 'kmm-preflight-validator' },
    type: 'application/merge-patch+json',
    body: { status: { modules: [] } },
  });
  await client.mergePatch(MODULES, KEY, {});
  expect(last().path).toBe(ONE);
});

test('names cannot leave their place in the path', async () => {
  await client.get(MODULES, { namespace: 'a/b', name: '../x?y' });
  expect(last().path).toBe('/apis/kmm.sigs.x-k8s.io/v1beta1/namespaces/a%2Fb/modules/..%2Fx%3Fy');
});

test('429 is Overloaded with the wait that was asked for, and is not repeated', async () => {
  server.intercept = () => ({ ...refusal(429, 'slow down'), headers: { 'retry-after': '2' } });
  await expect(client.get(MODULES, KEY)).rejects.toMatchObject({ kind: 'Overloaded', details: { retryAfterMs: 2000 } });
  expect(server.requests).toHaveLength(1);
});

test('a server with a path prefix keeps it', async () => {
  const prefixed = new KubeTransport({
    server: `${server.url}/k8s/c-1`,
    skipVerify: false,
    credential: { type: 'none' },
  });
  await new KubeClient(prefixed).get(MODULES, KEY);
  await prefixed.close();
  expect(last().path).toBe(`/k8s/c-1${ONE}`);
});
