import { Agent, request } from 'undici';
import type { ControlPlane } from '../../stack/control-plane/control-plane';
import { startControlPlane } from '../../stack/control-plane/control-plane';
import { installCrds } from '../../stack/control-plane/install-crds';
import { createNamespace } from '../../stack/control-plane/namespaces';
import type { ReleaseList, ReleaseResolution } from '../contract/release-api';
import { releaseListSchema, releaseResolutionSchema } from '../contract/release-api';
import * as kinds from '../contract/resource-kinds';
import { ClusterClient } from '../testing/cluster-client';
import { nodeObject, preflightObject, pullSecret } from '../testing/cluster-objects';
import { eventually } from '../testing/eventually';
import type { RegistryServer } from '../testing/registry-server';
import { startRegistryServer } from '../testing/registry-server';
import type { ReleaseFixture } from '../testing/release/build-release';
import { releaseFixture } from '../testing/release/release-shapes';
import { addToRegistryServer } from '../testing/release/serve-fixture';
import { parseCommand } from './config';
import type { Validator } from './validator';
import { startValidator } from './validator';

const COMPONENTS = 'openshift-release-dev/ocp-v4.0-art-dev';
const STORE = { namespace: 'kmm-preflight', name: 'kmm-preflight-releases' };
const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let plane: ControlPlane;
let cluster: ClusterClient;
let registry: RegistryServer;
let fixture: ReleaseFixture;
let agent: Agent;
const replicas: Validator[] = [];

beforeAll(async () => {
  [plane, registry, fixture] = await Promise.all([
    startControlPlane(),
    startRegistryServer({ tls: true, auth: { mode: 'bearer', users: { cluster: 'secret' }, private: [COMPONENTS] } }),
    releaseFixture('single-x86_64'),
  ]);
  addToRegistryServer(registry, ...fixture.images);
  await installCrds(plane);
  cluster = new ClusterClient(plane);
  agent = new Agent({ connect: { ca: plane.caPem } });
  await Promise.all(['kmm-preflight', 'openshift-config'].map((name) => createNamespace(plane, name)));
  await createConfiguration();
  replicas.push(await startReplica(), await startReplica());
});
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await agent.destroy();
  await Promise.all([plane.stop(), registry.close()]);
});

/** A ClusterVersion with one update, a mirror for everything on quay.io, its CA, the pull secret, a node. */
async function createConfiguration(): Promise<void> {
  const running = { version: '4.18.9', image: fixture.pullSpec.replace(/@.*/, `@sha256:${'1'.repeat(64)}`) };
  const status = { desired: running, availableUpdates: [{ version: fixture.version, image: fixture.pullSpec }] };
  const cas = {
    metadata: { namespace: 'openshift-config', name: 'cas' },
    data: { [registry.host.replace(':', '..')]: registry.caPem },
  };
  const mirrors = [
    {
      source: 'quay.io/openshift-release-dev',
      mirrors: [`${registry.host}/openshift-release-dev`],
      mirrorSourcePolicy: 'NeverContactSource',
    },
  ];
  await cluster.create(kinds.CLUSTER_VERSION, withName('version', { spec: {} }));
  await cluster.patch(kinds.CLUSTER_VERSION, { name: 'version' }, { status }, 'status');
  await cluster.create(kinds.CONFIG_MAP, cas);
  await cluster.create(kinds.IMAGE_CONFIG, withName('cluster', { spec: { additionalTrustedCA: { name: 'cas' } } }));
  await cluster.create(kinds.DIGEST_MIRRORS, withName('mirrors', { spec: { imageDigestMirrors: mirrors } }));
  await cluster.create(
    kinds.SECRET,
    pullSecret('openshift-config', 'pull-secret', { [registry.host]: 'cluster:secret' }),
  );
  const node = nodeObject('worker-0', {}, 'amd64') as { status?: object } & ReturnType<typeof nodeObject>;
  await cluster.create(kinds.NODE, node);
  await cluster.patch(kinds.NODE, { name: 'worker-0' }, { status: node.status }, 'status');
}

const withName = (name: string, rest: object) => ({ metadata: { name }, ...rest });

async function startReplica(): Promise<Validator> {
  const { certFile, keyFile } = plane.servingCertificate;
  const listen = ['--listen', '127.0.0.1:0', '--metrics-listen', '127.0.0.1:0'];
  const command = parseCommand([...listen, '--tls-cert', certFile, '--tls-key', keyFile], {});
  if (command.kind !== 'run') throw new Error('these arguments do not run the validator');
  const credential = { type: 'token' as const, token: plane.adminToken };
  return startValidator({
    config: command.config,
    kubeConfig: { server: plane.url, ca: { pem: plane.caPem }, skipVerify: false, credential },
    env: {},
    version: '1.2.3',
    logger: QUIET,
  });
}

async function call(replica: number, method: 'GET' | 'POST', path: string, body?: object) {
  const { statusCode, body: answer } = await request(`https://127.0.0.1:${replicas[replica]?.apiPort}${path}`, {
    method,
    dispatcher: agent,
    headers: { authorization: `Bearer ${plane.adminToken}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { code: statusCode, json: await answer.json() };
}

async function resolve(replica: number, body: object): Promise<ReleaseResolution> {
  const { code, json } = await call(replica, 'POST', '/api/v1/releases/resolve', body);
  expect([code, code === 200 ? '' : json]).toEqual([200, '']);
  return releaseResolutionSchema.parse(json);
}

test('every replica lists what the ClusterVersion knows', async () => {
  for (const replica of [0, 1]) {
    const { json } = await call(replica, 'GET', '/api/v1/releases');
    const { current, releases }: ReleaseList = releaseListSchema.parse(json);
    expect(current).toBe('4.18.9');
    expect(releases.map(({ version, architecture }) => [version, architecture])).toEqual([
      ['4.18.9', 'amd64'],
      ['4.19.0', 'amd64'],
    ]);
  }
});

test('a replica that does not lead resolves it, the other finds it in the ConfigMap', async () => {
  const first = await resolve(1, { version: fixture.version });
  const [stream] = fixture.streams;
  expect(first.streams).toMatchObject([{ name: 'rhel-9', dtkImage: stream?.dtkImage }]);
  expect(first.streams[0]?.kernels[0]).toMatchObject({ version: stream?.kernels[0]?.version, source: 'extensions' });
  expect(first.proposals).toMatchObject([{ name: '4.19.0-amd64', nodes: 1, existing: null, running: false }]);
  expect(first.cost).toMatchObject({ exchanges: 6, cached: false });

  const { requests } = registry.counters;
  const before = { ...requests };
  expect((await resolve(0, { version: fixture.version })).cost).toEqual({ exchanges: 0, bytes: 0, cached: true });
  expect(requests).toEqual(before);
  const { data } = await cluster.get<{ metadata: { name: string }; data: object }>(kinds.CONFIG_MAP, STORE);
  expect(Object.keys(data)).toEqual([fixture.release.manifest.digest.replace(':', '.')]);
});

test('a PVO that is created meanwhile is seen', async () => {
  const [stream] = fixture.streams;
  const more = { dtkImage: stream?.dtkImage };
  await cluster.create(kinds.PREFLIGHT_OCP, preflightObject('mine', stream?.kernels[0]?.version ?? '', more));
  await eventually(async () => {
    expect((await resolve(1, { version: fixture.version })).proposals[0]?.existing).toBe('mine');
  });
});

test('the API server is no registry', async () => {
  const image = `${new URL(plane.url).host}/x/y@sha256:${'a'.repeat(64)}`;
  const { code, json } = await call(0, 'POST', '/api/v1/releases/resolve', { image });
  expect(code).toBe(422);
  expect(json).toMatchObject({ details: { causes: [{ reason: 'HostRefused' }] } });
});
