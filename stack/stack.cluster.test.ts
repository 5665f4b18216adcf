import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import type { ModuleReport } from '../src/contract/module-report';
import type { PreflightReport } from '../src/contract/preflight-report';
import type { ReleaseList, ReleaseResolution } from '../src/contract/release-api';
import { expectOk } from './control-plane/api-caller';
import { isProcessAlive } from './control-plane/process-alive';
import { applyDemo } from './demo/apply-demo';
import { buildDriverImage } from './demo/driver-image';
import { DEMO_KERNEL, DEMO_PREFLIGHT, DEMO_RELEASE } from './demo/demo-module';
import { DEMO_RELEASES } from './demo/demo-releases';
import { demoModules } from './demo/modules';
import { selectPushTarget } from './demo/registries';
import { VALIDATOR_NAMESPACE } from './demo/validator-role';
import { pushImage } from './images/push-image';
import { startStack, type Stack } from './stack';
import { readRunningStack, removeStackFiles, writeStackFiles } from './stack-file';

const DEADLINE_MS = 40_000;
const REPORTS = '/apis/kmm-preflight.io/v1alpha1';

let runFolder: string;
let stack: Stack;

beforeAll(async () => {
  runFolder = await mkdtemp(join(tmpdir(), 'stack-test-'));
  stack = await startStack({ runFolder, validatorFlags: ['--recheck-interval=1h', '--log-level=debug'] });
  await applyDemo(stack);
});

afterAll(async () => {
  await stack.stop();
  await rm(runFolder, { recursive: true, force: true });
});

/** Looks again until the look gives something. */
async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`still not so after ${DEADLINE_MS / 1000} s: ${look.toString()}`);
    await sleep(50);
  }
}

async function readCompletedReport(): Promise<PreflightReport | undefined> {
  const answer = await stack.controlPlane.call({ path: `${REPORTS}/preflightreports/${DEMO_PREFLIGHT}` });
  const report = answer.body as PreflightReport;
  const completed = report.status?.conditions?.find(({ type }) => type === 'Completed')?.status === 'True';
  return completed && report.status.counts.total === demoModules(stack.registries.hosts).length ? report : undefined;
}

async function listReports(token?: string, namespace?: string): Promise<ModuleReport[]> {
  const path = `${REPORTS}${namespace === undefined ? '' : `/namespaces/${namespace}`}/modulepreflightreports`;
  const answer = await stack.controlPlane.call({ path, ...(token !== undefined && { token }) });
  return expectOk<{ items: ModuleReport[] }>(answer).items;
}

async function reasonOf(module: string): Promise<string | undefined> {
  return (await listReports()).find(({ spec }) => spec.module.name === module)?.status.reason;
}

test('every Module of the demo gets the verdict that it is there for', async () => {
  const report = await eventually(readCompletedReport);
  const verdicts = (await listReports()).map(({ metadata, spec, status }) => ({
    module: `${metadata.namespace}/${spec.module.name}`,
    reason: status.reason,
    needed: status.needed,
  }));
  const expected = demoModules(stack.registries.hosts).map(({ namespace, name, expected: { reason, needed } }) => ({
    module: `${namespace}/${name}`,
    reason,
    needed,
  }));
  expect(verdicts.sort((a, b) => a.module.localeCompare(b.module))).toEqual(
    expected.sort((a, b) => a.module.localeCompare(b.module)),
  );
  expect(report.status.counts).toEqual({ total: 12, passed: 5, warned: 0, failed: 6, notNeeded: 1, inProgress: 0 });
});

test('the validator writes KMM status and Events with its own few rights', async () => {
  const preflight = await eventually(async () => {
    const answer = await stack.controlPlane.call({
      path: `/apis/kmm.sigs.x-k8s.io/v1beta2/preflightvalidationsocp/${DEMO_PREFLIGHT}`,
    });
    const { status } = expectOk<{ status?: { modules?: { verificationStage: string }[] } }>(answer);
    return status?.modules?.every(({ verificationStage }) => verificationStage === 'Done') ? status.modules : undefined;
  });
  expect(preflight).toHaveLength(12);
  await eventually(async () => {
    const { items } = expectOk<{ items: { reason: string }[] }>(
      await stack.controlPlane.call({ path: '/api/v1/events' }),
    );
    const reasons = items.map(({ reason }) => reason);
    return reasons.includes('PreflightFinished') && reasons.includes('ImageNotFound') ? reasons : undefined;
  });
});

test('a missing image that is pushed turns into a success when a recheck is asked for', async () => {
  await eventually(readCompletedReport);
  const image = buildDriverImage({ module: 'block_cache', kernel: DEMO_KERNEL, architectures: ['amd64'] });
  await pushImage(
    selectPushTarget(stack.registries, 'open'),
    { repository: 'storage/block-cache', tag: DEMO_KERNEL },
    image,
  );
  await stack.controlPlane.call({
    method: 'PATCH',
    path: '/apis/kmm.sigs.x-k8s.io/v1beta1/namespaces/storage/modules/block-cache',
    body: { metadata: { annotations: { 'kmm-preflight.io/recheck-requested-at': new Date().toISOString() } } },
  });
  await eventually(async () => ((await reasonOf('block-cache')) === 'ImageVerified' ? true : undefined));
});

test('the right pull secret turns a refusal into a success', async () => {
  await eventually(readCompletedReport);
  await stack.controlPlane.call({
    method: 'PATCH',
    path: '/apis/kmm.sigs.x-k8s.io/v1beta1/namespaces/storage/modules/nvme-offload',
    body: { spec: { imageRepoSecret: { name: 'registry-login' } } },
  });
  await eventually(async () => ((await reasonOf('nvme-offload')) === 'ImageVerified' ? true : undefined));
});

test('the user with few rights sees one namespace, the viewer all, and neither may change anything', async () => {
  await eventually(readCompletedReport);
  const fewRights = stack.controlPlane.tokenFor('few-rights');
  expect(await listReports(fewRights, 'gpu')).toHaveLength(4);
  await expect(listReports(fewRights)).rejects.toThrow('403');
  await expect(listReports(fewRights, 'storage')).rejects.toThrow('403');
  expect(await listReports(stack.controlPlane.tokenFor('viewer'))).toHaveLength(12);
  const answer = await stack.controlPlane.call({
    method: 'PATCH',
    path: '/apis/kmm.sigs.x-k8s.io/v1beta1/namespaces/gpu/modules/gpu-driver',
    body: { metadata: { labels: { a: 'b' } } },
    token: fewRights,
  });
  expect(answer.status).toBe(403);
});

test('metrics are for those who may get them', async () => {
  const get = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await request(`${stack.validator.metricsUrl}/metrics`, { headers });
    return { status: answer.statusCode, text: await answer.body.text() };
  };
  expect((await get(stack.controlPlane.tokenFor('few-rights'))).status).toBe(403);
  expect(await get(stack.controlPlane.adminToken)).toMatchObject({
    status: 200,
    text: expect.stringContaining('kmm_preflight') as string,
  });
});

/** Asks the validator's own API as the console does. */
async function askValidator(path: string, token: string, body?: object): Promise<{ status: number; body: unknown }> {
  const answer = await request(`${stack.validator.apiUrl}/api/v1/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.statusCode, body: await answer.body.json() };
}

test('the releases of the cluster are listed, the risk of one included', async () => {
  const { body } = await askValidator('releases', stack.controlPlane.adminToken);
  const { current, releases } = body as ReleaseList;
  expect(current).toBe(DEMO_RELEASES.current.version);
  expect(
    releases.map(({ version, source, recommended, risks }) => [version, source, recommended, risks.length]),
  ).toEqual([
    [DEMO_RELEASES.current.version, 'current', false, 0],
    [DEMO_RELEASES.conditional.version, 'conditional', false, 1],
    [DEMO_RELEASES.available.version, 'available', true, 0],
  ]);
});

test('an update is resolved to its kernels and Driver Toolkit, and the second time for nothing', async () => {
  await eventually(readCompletedReport);
  const resolve = () => askValidator('releases/resolve', stack.controlPlane.adminToken, { version: DEMO_RELEASE });
  const first = await resolve();
  expect(first.status).toBe(200);
  const { streams, proposals, warnings, cost } = first.body as ReleaseResolution;
  const dtkImage = expect.stringMatching(/^quay\.io\/openshift-release-dev\/ocp-v4\.0-art-dev@sha256:/) as string;
  expect(streams).toMatchObject([{ name: 'rhel-9', osVersion: DEMO_RELEASES.available.osVersion, dtkImage }]);
  expect(proposals).toMatchObject([
    {
      name: DEMO_PREFLIGHT,
      kernelVersion: DEMO_KERNEL,
      dtkImage,
      nodes: 3,
      pools: ['worker'],
      existing: DEMO_PREFLIGHT,
    },
    { architecture: 'arm64', dtkImage, nodes: 1, existing: null },
  ]);
  expect(warnings).toEqual([]);
  expect(cost).toEqual({ exchanges: 8, bytes: expect.any(Number) as number, cached: false });
  expect(cost.bytes).toBeLessThan(50_000);
  const again = await resolve();
  expect(again.body).toEqual({ ...(first.body as object), cost: { exchanges: 0, bytes: 0, cached: true } });
  const path = `/api/v1/namespaces/${VALIDATOR_NAMESPACE}/configmaps/kmm-preflight-releases`;
  const stored = await stack.controlPlane.call({ path });
  expect(Object.keys(expectOk<{ data: object }>(stored).data)).toHaveLength(1);
});

test('a release image is known by its tag, too, and asked for where the mirror is', async () => {
  const wish = { image: `quay.io/openshift-release-dev/ocp-release:${DEMO_RELEASES.conditional.version}-multi` };
  const { body } = await askValidator('releases/resolve', stack.controlPlane.adminToken, wish);
  const { proposals, cost } = body as ReleaseResolution;
  expect(cost.exchanges).toBe(9);
  const { kernel } = DEMO_RELEASES.conditional;
  expect(proposals).toMatchObject(['x86_64', 'aarch64'].map((suffix) => ({ kernelVersion: `${kernel}.${suffix}` })));
});

test('the running release is told by the cluster, without a registry', async () => {
  const wish = { version: DEMO_RELEASES.current.version };
  const { body } = await askValidator('releases/resolve', stack.controlPlane.adminToken, wish);
  const { proposals, cost } = body as ReleaseResolution;
  expect(cost).toEqual({ exchanges: 0, bytes: 0, cached: false });
  const { kernel } = DEMO_RELEASES.current;
  const running = ['x86_64', 'aarch64'].map((suffix) => ({ kernelVersion: `${kernel}.${suffix}`, running: true }));
  expect(proposals).toMatchObject(running);
});

test('who may not read the ClusterVersion or create preflights learns nothing of releases', async () => {
  const fewRights = stack.controlPlane.tokenFor('few-rights');
  const wish = { version: DEMO_RELEASES.available.version };
  const answers = [await askValidator('releases', fewRights), await askValidator('releases/resolve', fewRights, wish)];
  expect(answers.map(({ status }) => status)).toEqual([403, 403]);
  expect(JSON.stringify(answers)).not.toMatch(/sha256|4\.22/);
});

test('the files for others are private and go away', async () => {
  const written = await writeStackFiles(stack);
  expect(await readRunningStack(runFolder)).toEqual(written);
  for (const path of [join(runFolder, 'stack.json'), written.apiServer.caFile, ...Object.values(written.kubeconfigs)]) {
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  }
  await removeStackFiles(runFolder);
  expect(await readRunningStack(runFolder)).toBeUndefined();
  expect(existsSync(written.kubeconfigs.admin)).toBe(false);
});

test('its rights suffice for repairs, removals and the authorities of registries, too', async () => {
  await eventually(readCompletedReport);
  const { call } = stack.controlPlane;
  const changed = (await listReports()).find(({ spec }) => spec.module.name === 'gpu-driver');
  const changedPath = `${REPORTS}/namespaces/gpu/modulepreflightreports/${changed?.metadata.name}`;
  expectOk(await call({ method: 'PATCH', path: changedPath, body: { status: { message: 'somebody was here' } } }));
  const authorities = {
    metadata: { name: 'registry-authorities' },
    data: { 'registry.example..5000': stack.controlPlane.caPem },
  };
  expectOk(await call({ method: 'POST', path: '/api/v1/namespaces/openshift-config/configmaps', body: authorities }));
  const additionalTrustedCA = { name: 'registry-authorities' };
  const config = '/apis/config.openshift.io/v1/images/cluster';
  expectOk(await call({ method: 'PATCH', path: config, body: { spec: { additionalTrustedCA } } }));
  const removed = '/apis/kmm.sigs.x-k8s.io/v1beta1/namespaces/network/modules/dpu-arm';
  expectOk(await call({ method: 'DELETE', path: removed }));
  await eventually(async () => {
    const reports = await listReports();
    const messages = reports.map(({ status }) => status.message);
    return reports.length === 11 && !messages.includes('somebody was here') ? true : undefined;
  });
  expectOk(
    await call({ method: 'DELETE', path: `/apis/kmm.sigs.x-k8s.io/v1beta2/preflightvalidationsocp/${DEMO_PREFLIGHT}` }),
  );
  await eventually(async () => {
    const summary = await call({ path: `${REPORTS}/preflightreports/${DEMO_PREFLIGHT}` });
    return summary.status === 404 && (await listReports()).length === 0 ? true : undefined;
  });
});

test('nothing remains after stop, and the log has no refusal and no secret in it', async () => {
  const pids = Object.values(stack.pids());
  expect(pids).toHaveLength(6);
  expect(pids.filter(isProcessAlive)).toEqual(pids);
  const { password } = stack.registries.privateLogin;
  const secrets = [
    password,
    Buffer.from(`robot:${password}`).toString('base64'),
    Buffer.from('robot:changed-in-spring').toString('base64'),
    'changed-in-spring',
    'of-no-use-anywhere',
    Buffer.from('demo-cluster:of-no-use-anywhere').toString('base64'),
    ...Object.values(stack.controlPlane.tokens),
  ];
  await stack.stop();
  expect(pids.filter(isProcessAlive)).toEqual([]);
  const log = await readFile(stack.validator.logFile, 'utf8');
  expect(log).toContain('the validator runs');
  expect(log).toContain('stopping');
  expect(log).not.toMatch(/answered 403|forbidden/i);
  expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
});
