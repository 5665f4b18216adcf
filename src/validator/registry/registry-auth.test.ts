import type { Credential } from '../../domain/image/credential';
import type { RegistryAuthOptions } from '../../testing/registry-auth';
import type { RegistryServer } from '../../testing/registry-server';
import { startRegistryServer } from '../../testing/registry-server';
import type { RegistryClientOptions } from './registry-client';
import { RegistryClient } from './registry-client';
import { RegistryError } from './registry-error';
import type { RegistryAccess } from './registry-requester';

const { signal } = new AbortController();
const access: RegistryAccess = { transport: { plainHttp: false, skipTLSVerify: false }, signal };
const SECRET = 'correct-horse';
const alice: Credential = { origin: 'Secret a/b', key: 'k', username: 'alice', password: SECRET };
const mallory: Credential = { ...alice, username: 'mallory', password: 'wrong-horse' };

let server: RegistryServer;
let clients: RegistryClient[] = [];

async function start(auth: RegistryAuthOptions, options: RegistryClientOptions = {}): Promise<RegistryClient> {
  server = await startRegistryServer({ tls: true, auth });
  for (const repository of ['org/a', 'org/b', 'org/c']) server.addImage({ repository, tags: ['1'] });
  const client = new RegistryClient({ settings: { trustedCAs: {}, clusterCA: [server.caPem] }, ...options });
  clients.push(client);
  return client;
}
afterEach(async () => {
  for (const client of clients) await client.close();
  clients = [];
  await server.close();
});

const target = (repository = 'org/a', reference = '1') => ({ registry: server.host, repository, reference });

async function refusal(work: Promise<unknown>): Promise<RegistryError> {
  const error: unknown = await work.then(
    () => new Error('nothing was refused'),
    (reason: unknown) => reason,
  );
  if (error instanceof RegistryError) return error;
  throw error;
}

describe('Basic', () => {
  const auth: RegistryAuthOptions = { mode: 'basic', users: { alice: SECRET } };

  test('is answered once and then sent at once', async () => {
    const client = await start(auth);
    await client.fetchManifest(target(), { ...access, credential: alice });
    await client.fetchManifest(target('org/b'), { ...access, credential: alice });
    const header = `Basic ${Buffer.from(`alice:${SECRET}`).toString('base64')}`;
    expect(server.counters.authorizations).toEqual([undefined, header, header]);
  });

  test('a wrong password is Unauthorized after one try', async () => {
    const client = await start(auth);
    expect((await refusal(client.fetchManifest(target(), { ...access, credential: mallory }))).kind).toBe(
      'Unauthorized',
    );
    expect(server.counters.requests.manifest).toBe(2);
  });

  test('without a credential the first 401 is the answer', async () => {
    const client = await start(auth);
    expect(await refusal(client.fetchManifest(target(), access))).toMatchObject({ kind: 'Unauthorized', status: 401 });
    expect(server.counters.requests.manifest).toBe(1);
  });
});

describe('Bearer', () => {
  test('a token serves later requests to the same repository', async () => {
    const client = await start({ mode: 'bearer' });
    for (let i = 0; i < 5; i++) await client.fetchManifest(target(), access);
    expect(server.counters.requests).toMatchObject({ manifest: 6, token: 1 });
    expect(server.counters.tokenRequests[0]).toMatchObject({
      scopes: ['repository:org/a:pull'],
      service: 'test',
      authorization: undefined,
    });
  });

  test('another repository of a known host gets its token without a challenge', async () => {
    const client = await start({ mode: 'bearer' });
    await client.fetchManifest(target('org/a'), access);
    await client.fetchManifest(target('org/b'), access);
    expect(server.counters.requests).toMatchObject({ manifest: 3, token: 2 });
  });

  test('a token for several repositories serves each of them', async () => {
    const client = await start({ mode: 'bearer' });
    await client.fetchManifest(target('org/a'), { ...access, alsoRepositories: ['org/b'] });
    await client.fetchManifest(target('org/b'), access);
    await client.fetchManifest(target('org/a'), access);
    expect(server.counters.tokenRequests.map((request) => request.scopes)).toEqual([
      ['repository:org/a:pull', 'repository:org/b:pull'],
    ]);
  });

  test('fifty requests at once share one token request', async () => {
    const client = await start({ mode: 'bearer' });
    await Promise.all(Array.from({ length: 50 }, () => client.fetchManifest(target(), access)));
    expect(server.counters.requests.token).toBe(1);
  });

  test('one caller giving up does not fail the others that wait for the same token', async () => {
    const client = await start({ mode: 'bearer' });
    server.setFault({ on: 'token', delayMs: 100 });
    const controller = new AbortController();
    const first = client.fetchManifest(target(), { ...access, signal: controller.signal });
    const second = client.fetchManifest(target(), access);
    setTimeout(() => controller.abort(new Error('enough')), 60);
    await expect(first).rejects.toThrow('enough');
    await expect(second).resolves.toBeDefined();
    expect(server.counters.requests.token).toBe(1);
  });

  test('each credential has its own token', async () => {
    const client = await start({ mode: 'bearer', users: { alice: SECRET, bob: SECRET } });
    const bob = { ...alice, username: 'bob' };
    for (const credential of [alice, bob, alice, undefined]) {
      await client.fetchManifest(target(), { ...access, credential });
    }
    expect(server.counters.tokenRequests.map((request) => request.account)).toEqual(['alice', 'bob', undefined]);
  });

  test.each<[string, RegistryAuthOptions]>([
    ['access_token instead of token', { mode: 'bearer', field: 'access_token' }],
    ['no expires_in', { mode: 'bearer', expiresIn: null }],
    ['no service', { mode: 'bearer', service: null }],
  ])('an endpoint with %s is understood', async (_, auth) => {
    const client = await start(auth);
    await client.fetchManifest(target(), access);
    await client.fetchManifest(target(), access);
    expect(server.counters.requests.token).toBe(1);
    if (auth.mode === 'bearer' && auth.service === null) {
      expect(server.counters.tokenRequests[0]?.service).toBeUndefined();
    }
  });

  test.each<[string, number | null, number, number]>([
    ['before it expires it is used', 300, 260_000, 1],
    ['when it expires it is renewed', 300, 300_000, 2],
    ['without expires_in it lives for a minute', null, 50_000, 1],
    ['without expires_in it is renewed after a minute', null, 60_000, 2],
  ])('a token: %s', async (_, expiresIn, passed, requests) => {
    let now = 1_000_000;
    const client = await start({ mode: 'bearer', expiresIn }, { clock: { now: () => now } });
    await client.fetchManifest(target(), access);
    now += passed;
    await client.fetchManifest(target(), access);
    expect(server.counters.requests.token).toBe(requests);
  });

  test('a token that the registry no longer takes is renewed once', async () => {
    const client = await start({ mode: 'bearer' });
    await client.fetchManifest(target(), access);
    server.auth.revokeTokens();
    await expect(client.fetchManifest(target(), access)).resolves.toBeDefined();
    expect(server.counters.requests).toMatchObject({ manifest: 4, token: 2 });
  });

  test('insufficient_scope is answered with a wider token', async () => {
    const client = await start({ mode: 'bearer', extraScope: 'repository:org/a:metadata_read' });
    await expect(client.fetchManifest(target(), access)).resolves.toBeDefined();
    expect(server.counters.tokenRequests.at(-1)?.scopes).toEqual([
      'repository:org/a:pull',
      'repository:org/a:metadata_read',
    ]);
  });

  test('a token without the right is Unauthorized: three exchanges, no more', async () => {
    const client = await start({ mode: 'bearer', private: ['org/a'] });
    const error = await refusal(client.fetchManifest(target(), access));
    expect(error).toMatchObject({ kind: 'Unauthorized', status: 401, operation: 'manifest' });
    expect(server.counters.requests).toMatchObject({ manifest: 2, token: 1 });
  });

  test('wrong credentials are Unauthorized at the token endpoint, which the sentence says', async () => {
    const client = await start({ mode: 'bearer', users: { alice: SECRET } });
    const error = await refusal(client.fetchManifest(target(), { ...access, credential: mallory }));
    expect(error).toMatchObject({ kind: 'Unauthorized', operation: 'token', host: server.host });
    expect(error.message).toMatch(/token endpoint.*answered 401/);
    expect(error.message).not.toContain(mallory.password);
  });

  test('a host whose endpoint refuses strangers still gives what needs no token', async () => {
    const client = await start({ mode: 'bearer', noAnonymous: true });
    await refusal(client.fetchManifest(target('org/a'), access));
    server.auth.configure({ mode: 'none' });
    await expect(client.fetchManifest(target('org/b'), access)).resolves.toBeDefined();
  });

  test('a realm that is not HTTPS gets nothing', async () => {
    const client = await start({ mode: 'bearer', realm: 'http://127.0.0.1:1/token' });
    const error = await refusal(client.fetchManifest(target(), { ...access, credential: alice }));
    expect([error.kind, error.message]).toEqual([
      'AnswerInvalid',
      expect.stringMatching(/token endpoint that is not HTTPS/),
    ]);
  });

  test.each<[string, string]>([
    ['not-a-url', 'is not a URL'],
    ['https://user:pw@example.com/token', 'carries a user name'],
  ])('the realm %s is refused', async (realm, words) => {
    const client = await start({ mode: 'bearer', realm });
    expect((await refusal(client.fetchManifest(target(), access))).message).toContain(words);
  });

  test.each<[string, object, string, RegExp]>([
    ['no token', { body: '{}' }, 'AnswerInvalid', /holds no token/],
    ['HTML', { body: '<html>', contentType: 'text/html' }, 'AnswerInvalid', /holds no token/],
    ['a token with a line break', { body: '{"token":"a\\r\\nb: c"}' }, 'AnswerInvalid', /no header can carry/],
    ['a gigabyte', { endlessBytes: 1024 ** 3 }, 'AnswerInvalid', /more than the 1048576 bytes/],
    ['404', { status: 404 }, 'AnswerInvalid', /answered 404/],
    ['403', { status: 403 }, 'Forbidden', /answered 403/],
    ['429', { status: 429, headers: { 'retry-after': '1' } }, 'RateLimited', /answered 429/],
    ['503', { status: 503 }, 'ServerError', /answered 503/],
    ['a reset', { reset: true }, 'Unreachable', /token endpoint.*closed the connection/],
  ])('a token endpoint that answers with %s', async (_, fault, kind, sentence) => {
    const client = await start({ mode: 'bearer' });
    server.setFault({ ...fault, on: 'token' });
    const error = await refusal(client.fetchManifest(target(), access));
    expect(error).toMatchObject({ kind, operation: 'token' });
    expect(error.message).toMatch(sentence);
  });
});

describe('identity tokens', () => {
  const identity: Credential = { ...alice, username: '', password: '', identityToken: 'refresh-me' };

  test('are exchanged by POST', async () => {
    const client = await start({ mode: 'bearer', identityTokens: ['refresh-me'], private: ['org/a'] });
    await client.fetchManifest(target(), { ...access, credential: identity });
    expect(server.counters.tokenRequests).toMatchObject([{ method: 'POST', authorization: undefined }]);
  });

  test('may be stored as the password of <token>', async () => {
    const client = await start({ mode: 'bearer', identityTokens: ['refresh-me'], private: ['org/a'] });
    const credential = { ...alice, username: '<token>', password: 'refresh-me' };
    await expect(client.fetchManifest(target(), { ...access, credential })).resolves.toBeDefined();
  });

  test('an endpoint without POST is asked by GET with user and password', async () => {
    const client = await start({ mode: 'bearer', users: { alice: SECRET }, private: ['org/a'] });
    const credential = { ...alice, identityToken: 'refresh-me' };
    await client.fetchManifest(target(), { ...access, credential });
    expect(server.counters.tokenRequests.map((request) => request.method)).toEqual(['POST', 'GET']);
  });

  test('an expired one is Unauthorized', async () => {
    const client = await start({ mode: 'bearer', identityTokens: ['another'] });
    const error = await refusal(client.fetchManifest(target(), { ...access, credential: identity }));
    expect([error.kind, error.message]).toEqual(['Unauthorized', expect.stringMatching(/invalid_grant/)]);
    expect(error.message).not.toContain('refresh-me');
  });
});
