import { once } from 'node:events';
import { connect } from 'node:net';
import type { TestApi, TestApiOptions, TestCall } from '../../testing/test-api';
import {
  ALLOW_ALL,
  apiEndpoints,
  failureOf,
  ScriptedResolver,
  SOME_LIST,
  SOME_RESOLUTION,
  startTestApi,
} from '../../testing/test-api';
import { waitUntil } from '../../testing/wait-until';
import { KubeError } from '../kube-error';
import type { AccessQuestion, AccessReviewer, CallerHeaders } from '../ports';
import type { ReleaseErrorKind } from '../release-error';
import { ReleaseError } from '../release-error';
import { healthEndpoints } from './health';
import { infoEndpoint } from './info';
import { metricsEndpoint } from './print-metrics';

const TOKEN = 'secret-token-of-somebody';
const HEADERS = { authorization: `Bearer ${TOKEN}` };
const RESOLVE = '/api/v1/releases/resolve';

const open = new Set<TestApi>();
let resolver: ScriptedResolver;

beforeEach(() => {
  resolver = new ScriptedResolver();
});
afterEach(async () => {
  await Promise.all([...open].map((api) => api.close()));
  open.clear();
});

async function start(options: Partial<TestApiOptions> = {}): Promise<TestApi> {
  const api = await startTestApi({ endpoints: apiEndpoints(resolver), reviewer: ALLOW_ALL, ...options });
  open.add(api);
  return api;
}

const resolveCall = (body: unknown = { version: '4.21.3' }, headers: TestCall['headers'] = {}): TestCall => ({
  method: 'POST',
  path: RESOLVE,
  headers: { ...HEADERS, ...headers },
  body,
});

describe('finding the endpoint', () => {
  test('each answers what its contract says', async () => {
    const api = await start();
    const info = await api.call({ path: '/api/v1/info', headers: HEADERS });
    expect(info.json).toEqual({
      version: '1.2.3',
      mode: 'auto',
      builds: { available: false },
      operator: { present: false, alive: false, managed: false },
    });
    expect((await api.call({ path: '/api/v1/releases?x=1', headers: HEADERS })).json).toEqual(SOME_LIST);
    const resolved = await api.call(resolveCall());
    expect(resolved).toMatchObject({ code: 200, json: SOME_RESOLUTION });
    expect(resolved.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });

  test('HEAD is GET without a body', async () => {
    const api = await start();
    const get = await api.call({ path: '/api/v1/releases', headers: HEADERS });
    const head = await api.call({ method: 'HEAD', path: '/api/v1/releases', headers: HEADERS });
    expect(head).toMatchObject({ code: 200, text: '' });
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
  });

  test.each(['/', '/api/v1/releases/', '/api/v1/release', '/api/v1/%69nfo', '//api/v1/info', '/metrics'])(
    '%s is not there',
    async (path) => {
      const answer = await (await start()).call({ path, headers: HEADERS });
      expect(answer.code).toBe(404);
      expect(failureOf(answer)).toMatchObject({ reason: 'NotFound', cause: 'PathUnknown' });
    },
  );

  test.each<[TestCall['method'], string, string]>([
    ['GET', RESOLVE, 'POST'],
    ['HEAD', RESOLVE, 'POST'],
    ['PUT', RESOLVE, 'POST'],
    ['POST', '/api/v1/releases', 'GET, HEAD'],
    ['DELETE', '/api/v1/info', 'GET, HEAD'],
    ['OPTIONS', '/api/v1/info', 'GET, HEAD'],
  ])('%s %s is 405 and says %s', async (method = 'GET', path, allowed) => {
    const answer = await (await start()).call({ method, path, headers: HEADERS });
    expect(answer).toMatchObject({ code: 405, headers: { allow: allowed } });
    expect(resolver.asked).toEqual([]);
  });
});

describe('who asks', () => {
  const reviewerOf = (allowed: boolean | KubeError) => {
    const reviews: { caller: CallerHeaders; question: AccessQuestion }[] = [];
    const reviewer: AccessReviewer = {
      async may(caller, question) {
        reviews.push({ caller, question });
        if (allowed instanceof KubeError) throw allowed;
        return allowed;
      },
    };
    return { reviews, reviewer };
  };

  test.each([
    [
      '/api/v1/releases',
      'GET',
      { resourceAttributes: { group: 'config.openshift.io', resource: 'clusterversions', verb: 'get' } },
    ],
    [
      RESOLVE,
      'POST',
      { resourceAttributes: { group: 'kmm.sigs.x-k8s.io', resource: 'preflightvalidationsocp', verb: 'create' } },
    ],
  ] as const)('%s asks for its own right', async (path, method, question) => {
    const { reviews, reviewer } = reviewerOf(false);
    const answer = await (await start({ reviewer })).call({ method, path, headers: HEADERS });
    expect(reviews).toEqual([{ caller: { authorization: [`Bearer ${TOKEN}`] }, question }]);
    expect(answer.code).toBe(403);
    const { verb, resource, group } = question.resourceAttributes;
    expect(failureOf(answer).message).toBe(
      `You may not ${verb} ${resource}.${group}; ask an administrator for that right.`,
    );
  });

  test('the right is asked for before the body is looked at', async () => {
    const api = await start({ reviewer: reviewerOf(false).reviewer });
    const bodies = ['{', { version: '4.21.3' }, { image: 'evil.example/x' }, 'x'.repeat(70_000)];
    const answers = await Promise.all(bodies.map((body) => api.call(resolveCall(body))));
    expect(answers.map(({ code }) => code)).toEqual([403, 403, 403, 403]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(resolver.asked).toEqual([]);
  });

  test('only the headers that say who asks go along, repeated ones apart', async () => {
    const { reviews, reviewer } = reviewerOf(true);
    const identity = {
      'impersonate-user': 'viewer',
      'impersonate-group': ['drivers', 'system:authenticated'],
      'impersonate-extra-scopes': ['a', 'b'],
      'impersonate-uid': '7',
    };
    const more = { cookie: 'a=b', 'x-forwarded-user': 'admin', 'x-remote-user': 'admin', 'x-console-impersonate': 'x' };
    await (await start({ reviewer })).call({ path: '/api/v1/info', headers: { ...HEADERS, ...identity, ...more } });
    expect(reviews[0]?.caller).toEqual({
      authorization: [`Bearer ${TOKEN}`],
      'impersonate-user': ['viewer'],
      'impersonate-group': ['drivers', 'system:authenticated'],
      'impersonate-extra-scopes': ['a', 'b'],
      'impersonate-uid': ['7'],
    });
  });

  test.each([undefined, '', 'Bearer', 'Bearer ', TOKEN, `Basic ${TOKEN}`, `Bearer ${TOKEN} more`])(
    'Authorization %p is 401 without a question to the API server',
    async (authorization) => {
      const { reviews, reviewer } = reviewerOf(true);
      const headers = authorization === undefined ? {} : { authorization };
      const answer = await (await start({ reviewer })).call({ path: '/api/v1/info', headers });
      expect(answer).toMatchObject({ code: 401, headers: { 'www-authenticate': 'Bearer' } });
      expect(answer.text).not.toContain(TOKEN);
      expect(reviews).toEqual([]);
    },
  );

  test('whoever is known may read the info', async () => {
    const { reviewer } = reviewerOf(false);
    expect((await (await start({ reviewer })).call({ path: '/api/v1/info', headers: HEADERS })).code).toBe(200);
  });

  const echo = `User "mallory" cannot impersonate "${TOKEN}"`;
  test.each([
    [new KubeError('Unauthorized', echo), 401, 'CredentialsRefused'],
    [new KubeError('Forbidden', echo), 403, 'ReviewForbidden'],
    [new KubeError('Invalid', echo), 400, 'HeadersInvalid'],
    [new KubeError('CertificateUntrusted', echo), 502, 'APIServerCertificateUntrusted'],
    [new KubeError('Unreachable', echo), 503, 'APIServerUnreachable'],
    [new KubeError('ServerError', echo), 503, 'APIServerError'],
    [new KubeError('Overloaded', echo, { retryAfterMs: 7_500 }), 503, 'APIServerError'],
  ])('%p is passed on as %d %s without its words', async (error, code, cause) => {
    const api = await start({ reviewer: reviewerOf(error).reviewer });
    const answer = await api.call({ path: '/api/v1/info', headers: HEADERS });
    expect(answer.code).toBe(code);
    expect(failureOf(answer).cause).toBe(cause);
    expect(answer.text + api.log()).not.toMatch(/mallory|secret-token/);
    expect(answer.headers['retry-after']).toBe(code === 503 ? (error.kind === 'Overloaded' ? '8' : '5') : undefined);
  });
});

describe('what the resolver says', () => {
  test.each<[ReleaseErrorKind, number]>([
    ['VersionUnknown', 404],
    ['NotARelease', 422],
    ['ReferenceRefused', 422],
    ['RegistryRefused', 502],
    ['RegistryLied', 502],
    ['Timeout', 504],
  ])('%s is %d', async (kind, code) => {
    const api = await start();
    resolver.resolving = async () =>
      Promise.reject(new ReleaseError(kind, 'quay.io refused it; do that.', 'FinerReason'));
    const byVersion = await api.call(resolveCall());
    expect(byVersion.code).toBe(code);
    expect(failureOf(byVersion)).toMatchObject({
      code,
      message: 'quay.io refused it; do that.',
      cause: 'FinerReason',
      field: 'version',
    });
    resolver.listing = async () => Promise.reject(new ReleaseError(kind, 'It is so.'));
    const list = await api.call({ path: '/api/v1/releases', headers: HEADERS });
    expect([list.code, failureOf(list).cause]).toEqual([code, kind]);
    expect(failureOf(await api.call(resolveCall({ image: 'quay.io/a/b' }))).field).toBe('image');
  });

  test('a refusal of the validator’s own request is not the caller’s', async () => {
    const api = await start();
    resolver.listing = async () => Promise.reject(new KubeError('Forbidden', 'GET /x: API server answered 403'));
    const refused = await api.call({ path: '/api/v1/releases', headers: HEADERS });
    expect([refused.code, failureOf(refused).cause]).toEqual([502, 'APIServerRefused']);
    resolver.listing = async () => Promise.reject(new KubeError('Overloaded', 'busy', { retryAfterMs: 2_000 }));
    const later = await api.call({ path: '/api/v1/releases', headers: HEADERS });
    expect([later.code, later.headers['retry-after']]).toEqual([503, '2']);
  });

  test('what nobody expects is a 500 that says nothing, and is logged without the headers', async () => {
    const api = await start();
    resolver.resolving = async () => Promise.reject(new TypeError('inner details'));
    const answer = await api.call({ ...resolveCall(), path: `${RESOLVE}?token=${TOKEN}` });
    expect(answer.code).toBe(500);
    expect(failureOf(answer).cause).toBe('InternalError');
    expect(answer.text).not.toContain('inner details');
    expect(api.log()).toContain('inner details');
    expect(api.log()).toContain(RESOLVE);
    expect(api.log()).not.toContain(TOKEN);
  });

  test('before the cluster was looked at, info says to come back', async () => {
    const endpoint = infoEndpoint({ version: '1', mode: 'auto', operator: { current: () => undefined } });
    const answer = await (await start({ endpoints: [endpoint] })).call({ path: '/api/v1/info', headers: HEADERS });
    expect([answer.code, failureOf(answer).cause]).toEqual([503, 'Starting']);
  });
});

describe('load', () => {
  test('one more than the limit is told to come back, until one has ended', async () => {
    const api = await start({ limits: { concurrency: 2 } });
    const waiting: (() => void)[] = [];
    resolver.resolving = () => new Promise((resolve) => waiting.push(() => resolve(SOME_RESOLUTION)));
    const running = [api.call(resolveCall()), api.call(resolveCall())];
    await waitUntil(() => waiting.length === 2);
    const refused = await api.call(resolveCall());
    expect(refused).toMatchObject({ code: 503, headers: { 'retry-after': '5' } });
    expect(failureOf(refused).cause).toBe('Overloaded');
    waiting.forEach((finish) => finish());
    expect((await Promise.all(running)).map(({ code }) => code)).toEqual([200, 200]);
    resolver.resolving = async () => SOME_RESOLUTION;
    expect((await api.call(resolveCall())).code).toBe(200);
  });

  test('a caller without credentials takes no place, and probes need none', async () => {
    const endpoints = [...apiEndpoints(resolver), ...healthEndpoints(() => ({ ready: true, waitsFor: '' }))];
    const api = await start({ endpoints, limits: { concurrency: 0 } });
    expect((await api.call({ path: '/api/v1/info' })).code).toBe(401);
    expect((await api.call({ path: '/healthz' })).code).toBe(200);
    expect((await api.call({ path: '/api/v1/info', headers: HEADERS })).code).toBe(503);
  });

  test('the deadline answers 504 and stops the work; work that ignores it keeps its place', async () => {
    const api = await start({ limits: { concurrency: 1, deadlineMs: 30 } });
    let finish = (): void => undefined;
    resolver.resolving = () => new Promise((resolve) => (finish = () => resolve(SOME_RESOLUTION)));
    const late = await api.call(resolveCall());
    expect(late.code).toBe(504);
    expect(failureOf(late)).toMatchObject({ reason: 'Timeout', cause: 'Timeout' });
    expect(resolver.asked[0]?.signal.aborted).toBe(true);
    expect((await api.call(resolveCall())).code).toBe(503);
    finish();
    resolver.resolving = async () => SOME_RESOLUTION;
    expect((await api.call(resolveCall())).code).toBe(200);
  });

  test('work that gives up with the signal’s reason is a 504 too', async () => {
    const api = await start({ limits: { deadlineMs: 30 } });
    resolver.resolving = ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    expect((await api.call(resolveCall())).code).toBe(504);
  });

  test('work stops when its caller goes away', async () => {
    const api = await start();
    resolver.resolving = () => new Promise(() => undefined);
    const socket = connect(api.port, '127.0.0.1');
    const body = '{"version":"4.21.3"}';
    const head = [
      `POST ${RESOLVE} HTTP/1.1`,
      'Host: x',
      `Authorization: Bearer ${TOKEN}`,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    await waitUntil(() => resolver.asked.length === 1);
    expect(resolver.asked[0]?.signal.aborted).toBe(false);
    socket.destroy();
    await once(socket, 'close');
    await waitUntil(() => resolver.asked[0]?.signal.aborted === true);
    expect(api.log()).toBe('');
  });
});

describe('health and metrics', () => {
  test('readyz says what is missing', async () => {
    const state = { ready: false, waitsFor: 'the first list of nodes' };
    const api = await start({ endpoints: healthEndpoints(() => state) });
    expect(await api.call({ path: '/readyz' })).toMatchObject({
      code: 503,
      text: 'not ready: the first list of nodes\n',
    });
    expect(await api.call({ path: '/healthz' })).toMatchObject({ code: 200, text: 'ok\n' });
    state.ready = true;
    expect((await api.call({ method: 'HEAD', path: '/readyz' })).code).toBe(200);
  });

  test('metrics are for those who may get them', async () => {
    const questions: AccessQuestion[] = [];
    const reviewer: AccessReviewer = { may: async (_, question) => questions.push(question) > 1 };
    const print = async () => ({ contentType: 'text/plain; version=0.0.4', text: 'up 1\n' });
    const api = await start({ endpoints: [metricsEndpoint(print)], reviewer });
    expect((await api.call({ path: '/metrics' })).code).toBe(401);
    expect((await api.call({ path: '/metrics', headers: HEADERS })).code).toBe(403);
    expect(await api.call({ path: '/metrics', headers: HEADERS })).toMatchObject({ code: 200, text: 'up 1\n' });
    expect(questions[0]).toEqual({ nonResourceAttributes: { path: '/metrics', verb: 'get' } });
  });
});
