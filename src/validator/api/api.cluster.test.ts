import { expectOk } from '../../../stack/control-plane/api-caller';
import type { ControlPlane } from '../../../stack/control-plane/control-plane';
import { startControlPlane } from '../../../stack/control-plane/control-plane';
import type { TestApi, TestCall } from '../../testing/test-api';
import { apiEndpoints, failureOf, ScriptedResolver, startTestApi } from '../../testing/test-api';
import { eventually } from '../../testing/eventually';
import { createAccessReviewer } from '../kube/access-review';
import { KubeTransport } from '../kube/transport';
import { ReleaseError } from '../release-error';
import { metricsEndpoint } from './print-metrics';

const RESOLVE = '/api/v1/releases/resolve';
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const CREATE_PREFLIGHT = {
  apiGroups: ['kmm.sigs.x-k8s.io'],
  resources: ['preflightvalidationsocp'],
  verbs: ['create'],
};
const GET_VERSION = { apiGroups: ['config.openshift.io'], resources: ['clusterversions'], verbs: ['get'] };
const GET_METRICS = { nonResourceURLs: ['/metrics'], verbs: ['get'] };
const ACT_AS_USERS = { apiGroups: [''], resources: ['users'], verbs: ['impersonate'] };

let plane: ControlPlane;
let transport: KubeTransport;
let resolver: ScriptedResolver;
let api: TestApi;

beforeAll(async () => {
  plane = await startControlPlane({ users: [{ name: 'console' }, { name: 'creator' }, { name: 'leaver' }] });
  // The validator's own credential can do everything here: a caller must gain nothing by that.
  transport = new KubeTransport({
    server: plane.url,
    ca: { pem: plane.caPem },
    skipVerify: false,
    credential: { type: 'token', token: plane.adminToken },
  });
  const user = (name: string) => ({ kind: 'User', name });
  await grant('preflight-creator', CREATE_PREFLIGHT, user('creator'));
  await grant('preflight-leaver', CREATE_PREFLIGHT, user('leaver'));
  await grant('preflight-drivers', CREATE_PREFLIGHT, { kind: 'Group', name: 'drivers' });
  await grant('version-reader', GET_VERSION, user('viewer'));
  await grant('metrics-reader', GET_METRICS, user('viewer'));
  await grant('acts-as-users', ACT_AS_USERS, user('console'));
  await Promise.all([
    untilAllowed('creator', { resourceAttributes: attributes(CREATE_PREFLIGHT) }),
    untilAllowed('leaver', { resourceAttributes: attributes(CREATE_PREFLIGHT) }),
    untilAllowed('viewer', { resourceAttributes: attributes(GET_VERSION) }),
    untilAllowed('viewer', { nonResourceAttributes: { path: '/metrics', verb: 'get' } }),
    untilAllowed('console', { resourceAttributes: attributes(ACT_AS_USERS) }),
  ]);
});
afterAll(async () => {
  await transport.close();
  await plane.stop();
});
beforeEach(async () => {
  resolver = new ScriptedResolver();
  const print = async () => ({ contentType: 'text/plain', text: 'up 1\n' });
  const endpoints = [...apiEndpoints(resolver), metricsEndpoint(print)];
  api = await startTestApi({ endpoints, reviewer: createAccessReviewer(transport), tls: tlsFiles() });
});
afterEach(async () => {
  const log = api.log();
  await api.close();
  for (const token of Object.values(plane.tokens)) expect(log).not.toContain(token);
});

function tlsFiles() {
  const { certFile, keyFile } = plane.servingCertificate;
  return { cert: certFile, key: keyFile };
}

/** A ClusterRole with one rule, bound to one subject; both have this name. */
async function grant(name: string, rule: object, subject: { kind: string; name: string }): Promise<void> {
  const apiGroup = 'rbac.authorization.k8s.io';
  const post = (path: string, body: object) => plane.call({ method: 'POST', path: `${RBAC}/${path}`, body });
  expectOk(await post('clusterroles', { metadata: { name }, rules: [rule] }));
  const roleRef = { apiGroup, kind: 'ClusterRole', name };
  expectOk(await post('clusterrolebindings', { metadata: { name }, roleRef, subjects: [{ apiGroup, ...subject }] }));
}

function attributes(rule: { apiGroups: string[]; resources: string[]; verbs: string[] }) {
  return { group: rule.apiGroups[0], resource: rule.resources[0], verb: rule.verbs[0] };
}

async function untilAllowed(user: string, spec: object): Promise<void> {
  await eventually(async () => {
    const { body } = await plane.call({
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      token: plane.tokenFor(user),
      body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec },
    });
    expect(body).toMatchObject({ status: { allowed: true } });
  });
}

const resolveAs = (user: string, headers: TestCall['headers'] = {}, body: unknown = { version: '4.21.3' }) =>
  api.call({
    method: 'POST',
    path: RESOLVE,
    headers: { authorization: `Bearer ${plane.tokenFor(user)}`, ...headers },
    body,
  });
const getAs = (user: string, path: string, headers: TestCall['headers'] = {}) =>
  api.call({ path, headers: { authorization: `Bearer ${plane.tokenFor(user)}`, ...headers } });

/** Sum of the API server's samples whose name and labels match. */
async function count(metric: RegExp): Promise<number> {
  const { body } = await plane.call({ path: '/metrics' });
  const samples = String(body).matchAll(/^(\S+\{.*\}) (\d+)$/gm);
  return [...samples].reduce((sum, [, name = '', value]) => (metric.test(name) ? sum + Number(value) : sum), 0);
}

const reviews = () => count(/^apiserver_request_total\{.*resource="selfsubjectaccessreviews"/);
const refusedTokens = () => count(/^authentication_attempts\{result="(error|failure)"/);

describe('rights', () => {
  test('whoever may create preflights gets the resolution, others learn nothing', async () => {
    resolver.resolving = async ({ version }) => {
      throw new ReleaseError('VersionUnknown', `The cluster knows no release ${version ?? ''}.`);
    };
    expect((await resolveAs('creator', {}, { version: '4.21.99' })).code).toBe(404);
    const asked = resolver.asked.length;
    const bodies = [{ version: '4.21.3' }, { version: '4.21.99' }, { image: '127.0.0.1:6443/x' }, 'nonsense'];
    const answers = await Promise.all(bodies.map((body) => resolveAs('viewer', {}, body)));
    expect(answers.map(({ code }) => code)).toEqual([403, 403, 403, 403]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(resolver.asked).toHaveLength(asked);
  });

  test('each endpoint asks for its own right', async () => {
    expect((await resolveAs('admin')).code).toBe(200);
    expect((await getAs('viewer', '/api/v1/releases')).code).toBe(200);
    expect((await getAs('viewer', '/metrics')).code).toBe(200);
    expect((await getAs('creator', '/api/v1/releases')).code).toBe(403);
    expect((await getAs('creator', '/metrics')).code).toBe(403);
    expect((await getAs('few-rights', '/api/v1/info')).code).toBe(200);
  });

  test.each(['/api/v1/info', '/api/v1/releases', '/metrics', RESOLVE])(
    '%s is 401 for nobody in particular',
    async (path) => {
      const method = path === RESOLVE ? 'POST' : 'GET';
      const headers = [{}, { authorization: 'Bearer wrong-token' }, { authorization: `Basic ${plane.adminToken}` }];
      for (const sent of headers) {
        const answer = await api.call({ method, path, headers: sent });
        expect([answer.code, failureOf(answer).reason]).toEqual([401, 'Unauthorized']);
        expect(answer.text + api.log()).not.toMatch(/wrong-token/);
      }
    },
  );

  test('several Authorization headers are refused, whichever comes first', async () => {
    const tokens = [plane.tokenFor('viewer'), plane.adminToken].map((token) => `Bearer ${token}`);
    for (const authorization of [tokens, [...tokens].reverse()]) {
      const answer = await api.call({ method: 'POST', path: RESOLVE, headers: { authorization }, body: {} });
      expect([answer.code, failureOf(answer).cause]).toEqual([400, 'HeaderRepeated']);
    }
    expect(resolver.asked).toEqual([]);
  });
});

describe('acting as somebody else', () => {
  test('an administrator as the viewer has the viewer’s rights', async () => {
    const viewer = { 'impersonate-user': 'viewer' };
    expect((await resolveAs('admin', viewer)).code).toBe(403);
    expect((await getAs('admin', '/api/v1/releases', viewer)).code).toBe(200);
    expect((await resolveAs('admin', { 'impersonate-user': 'creator' })).code).toBe(200);
  });

  test('the viewer may not act as an administrator, nor even be known so', async () => {
    const admin = { 'impersonate-user': 'admin', 'impersonate-group': 'system:masters' };
    for (const answer of [await resolveAs('viewer', admin), await getAs('viewer', '/api/v1/info', admin)]) {
      expect([answer.code, failureOf(answer).cause]).toEqual([403, 'ReviewForbidden']);
      expect(answer.text + api.log()).not.toMatch(/system:masters|"admin\\?"/);
    }
  });

  test('groups count, each by itself', async () => {
    const as = (...groups: string[]) => ({ 'impersonate-user': 'somebody', 'impersonate-group': groups });
    expect((await resolveAs('admin', as('others', 'system:authenticated'))).code).toBe(403);
    expect((await resolveAs('admin', as('others', 'drivers', 'system:authenticated'))).code).toBe(200);
    expect((await resolveAs('admin', as('others, drivers', 'system:authenticated'))).code).toBe(403);
  });

  test.each([['impersonate-extra-scopes'], ['impersonate-uid'], ['impersonate-group']])(
    '%s reaches the API server, which wants a right for it',
    async (header) => {
      const creator = { 'impersonate-user': 'creator' };
      expect((await resolveAs('console', creator)).code).toBe(200);
      const answer = await resolveAs('console', { ...creator, [header]: 'secret-value' });
      expect([answer.code, failureOf(answer).cause]).toEqual([403, 'ReviewForbidden']);
      expect(answer.text + api.log()).not.toContain('secret-value');
    },
  );

  test.each([[{ 'impersonate-group': 'system:masters' }], [{ 'impersonate-uid': '7' }]])(
    '%j without a user is refused',
    async (headers) => {
      const answer = await resolveAs('admin', headers);
      expect([answer.code, failureOf(answer).cause]).toEqual([400, 'ImpersonationIncomplete']);
      expect(resolver.asked).toEqual([]);
    },
  );
});

describe('how long an answer counts', () => {
  test('the same question is asked once, another one by itself', async () => {
    const before = await reviews();
    for (let call = 0; call < 10; call++) expect((await resolveAs('creator')).code).toBe(200);
    expect((await reviews()) - before).toBe(1);
    await getAs('creator', '/api/v1/releases');
    await resolveAs('admin', { 'impersonate-user': 'creator' });
    await resolveAs('admin');
    expect((await reviews()) - before).toBe(4);
  });

  test('a refused token is asked for each time', async () => {
    const before = await refusedTokens();
    const wrong = { path: '/api/v1/info', headers: { authorization: 'Bearer wrong-token' } };
    for (let call = 0; call < 3; call++) expect((await api.call(wrong)).code).toBe(401);
    expect((await refusedTokens()) - before).toBe(3);
  });

  test('a right that was taken away is noticed, without a restart', async () => {
    expect((await resolveAs('leaver')).code).toBe(200);
    expectOk(await plane.call({ method: 'DELETE', path: `${RBAC}/clusterrolebindings/preflight-leaver` }));
    await eventually(async () => expect((await resolveAs('leaver')).code).toBe(403));
  });
});

test('without the API server nobody is let in, and everybody is told so', async () => {
  await plane.kill();
  try {
    const answer = await resolveAs('few-rights');
    expect([answer.code, failureOf(answer).cause]).toEqual([503, 'APIServerUnreachable']);
    expect(answer.headers['retry-after']).toBeDefined();
  } finally {
    await plane.restart();
  }
  await eventually(async () => expect((await resolveAs('admin')).code).toBe(200));
});
