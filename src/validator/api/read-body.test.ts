import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { resolveRequestSchema } from '../../contract/release-api';
import type { TestApi } from '../../testing/test-api';
import { ALLOW_ALL, apiEndpoints, failureOf, ScriptedResolver, startTestApi } from '../../testing/test-api';
import { jsonAnswer } from './answer';
import type { Endpoint } from './endpoint';
import { readBody } from './read-body';

const PATH = '/api/v1/releases/resolve';
const LIMIT = 64 << 10;
const BODY_DEADLINE_MS = 50;
const HURRIED: Endpoint = {
  method: 'POST',
  path: '/hurried',
  access: 'open',
  answer: async ({ request }) => jsonAnswer(await readBody(request, resolveRequestSchema, BODY_DEADLINE_MS)),
};

let api: TestApi;
let resolver: ScriptedResolver;

beforeAll(async () => {
  resolver = new ScriptedResolver();
  api = await startTestApi({ endpoints: [...apiEndpoints(resolver), HURRIED], reviewer: ALLOW_ALL });
});
beforeEach(() => void resolver.asked.splice(0));
afterAll(() => api.close());

const post = (body: unknown, headers = {}) =>
  api.call({ method: 'POST', path: PATH, headers: { authorization: 'Bearer x', ...headers }, body });
const asked = () => resolver.asked.map(({ version, image, strict }) => ({ version, image, strict }));

test.each([
  [{ version: '4.21.3' }, { version: '4.21.3', strict: false }],
  [{ image: 'quay.io/a/b@sha256:c' }, { image: 'quay.io/a/b@sha256:c', strict: false }],
  [
    { image: 'quay.io/a/b', strict: true },
    { image: 'quay.io/a/b', strict: true },
  ],
  [{ version: 'v'.repeat(128) }, { version: 'v'.repeat(128), strict: false }],
  [{ image: 'i'.repeat(1_024) }, { image: 'i'.repeat(1_024), strict: false }],
])('%j is understood', async (body, expected) => {
  expect((await post(body)).code).toBe(200);
  expect(asked()).toEqual([expected]);
});

test.each([
  [{}, 'The body must have either "version" or "image".', 'body'],
  [{ strict: true }, 'The body must have either "version" or "image".', 'body'],
  [{ version: '4.21.3', image: 'quay.io/a/b' }, 'The body must have either "version" or "image".', 'body'],
  [{ version: '' }, '"version" must not be empty.', 'version'],
  [{ version: 'v'.repeat(129) }, '"version" must have at most 128 characters.', 'version'],
  [{ image: 'i'.repeat(1_025) }, '"image" must have at most 1024 characters.', 'image'],
  [{ version: 4.21 }, '"version" must be a string.', 'version'],
  [{ image: null }, '"image" must be a string.', 'image'],
  [{ image: ['quay.io/a/b'] }, '"image" must be a string.', 'image'],
  [{ version: '4.21.3', strict: false }, '"strict" can only be true; leave it out otherwise.', 'strict'],
  [{ version: '4.21.3', strict: 'true' }, '"strict" can only be true; leave it out otherwise.', 'strict'],
  [{ version: '4.21.3', dryRun: true }, '"dryRun" is not a field of this request.', 'dryRun'],
  ['{"version":"4.21.3","__proto__":{"a":1}}', '"__proto__" is not a field of this request.', '__proto__'],
  ['{"version":"4.21.3","\\u202e":1}', '"\\u{202e}" is not a field of this request.', '\\u{202e}'],
  [[], 'The body must be an object.', 'body'],
  ['null', 'The body must be an object.', 'body'],
  ['"4.21.3"', 'The body must be an object.', 'body'],
])('%j is refused: %s', async (body, message, field) => {
  const answer = await post(body);
  expect(answer.code).toBe(400);
  expect(failureOf(answer)).toMatchObject({ reason: 'BadRequest', cause: 'BodyInvalid', message, field });
  expect(asked()).toEqual([]);
});

test.each<[string, string | Uint8Array]>([
  ['empty', ''],
  ['cut off', '{"version":'],
  ['followed by more', '{"version":"4.21.3"} x'],
  ['YAML', 'version: 4.21.3'],
  ['not UTF-8', Buffer.from([...Buffer.from('{"version":"'), 0xff, ...Buffer.from('"}')])],
  ['deep', '['.repeat(60_000)],
])('a body that is %s is not JSON', async (_, body) => {
  const answer = await post(body);
  expect(answer.code).toBe(400);
  expect(failureOf(answer).cause).toBe('BodyNotJSON');
  expect(answer.text).not.toContain('version');
});

test('the content type must say JSON', async () => {
  const body = '{"version":"4.21.3"}';
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', '']) {
    const answer = await post(body, { 'content-type': type });
    expect([answer.code, failureOf(answer).cause]).toEqual([400, 'BodyNotJSON']);
  }
  expect((await post(body, { 'content-type': 'Application/JSON; charset=utf-8' })).code).toBe(200);
});

test('a compressed body is refused', async () => {
  const answer = await post(gzipSync('{"version":"4.21.3"}'), { 'content-encoding': 'gzip' });
  expect([answer.code, failureOf(answer).cause]).toEqual([400, 'BodyEncoded']);
});

test('64 KiB fit, one byte more does not', async () => {
  const json = (size: number) => '{"version":"4.21.3"}'.padEnd(size);
  expect((await post(json(LIMIT))).code).toBe(200);
  const answer = await post(json(LIMIT + 1));
  expect([answer.code, failureOf(answer).cause]).toEqual([400, 'BodyTooLarge']);
  expect((await post({ version: '4.21.3' })).code).toBe(200);
  expect(asked()).toHaveLength(2);
});

/** What the server says on a raw connection until it closes that. */
async function exchange(chunks: AsyncIterable<string> | Iterable<string>): Promise<string> {
  const socket = connect(api.port, '127.0.0.1');
  const received: string[] = [];
  socket.on('data', (data: Buffer) => received.push(data.toString()));
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  for await (const chunk of chunks) {
    if (received.length > 0 || socket.destroyed) break;
    // Without a look at what came meanwhile, a write to the closed connection could come first and lose the answer.
    await new Promise((resolve) => setImmediate(resolve));
    if (!socket.write(chunk)) await Promise.race([once(socket, 'drain').catch(() => undefined), closed]);
  }
  await closed;
  return received.join('');
}

const head = (path: string, ...more: string[]) =>
  [`POST ${path} HTTP/1.1`, 'Host: x', 'Authorization: Bearer x', 'Content-Type: application/json', ...more].join(
    '\r\n',
  ) + '\r\n\r\n';

test('a body without end is answered and cut off', async () => {
  function* endless() {
    yield head(PATH, 'Transfer-Encoding: chunked');
    for (;;) yield `4000\r\n${' '.repeat(0x4000)}\r\n`;
  }
  const answer = await exchange(endless());
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('BodyTooLarge');
});

test('a body that never comes is answered and cut off', async () => {
  const answer = await exchange([head('/hurried', 'Content-Length: 20'), '{"ver']);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('BodyIncomplete');
});
