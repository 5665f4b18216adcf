import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

import { refusal } from '../../testing/kube-exchange';
import { KubeServer } from '../../testing/kube-server';
import { ManualTimers } from '../../testing/manual-timers';
import { KubeError, type KubeErrorKind } from '../kube-error';
import type { KubeConfig } from './cluster-access';
import { KubeTransport, type TransportOptions } from './transport';

const TOKEN = 'secret-token-abc';
const PATH = '/api/v1/nodes/a';

interface Pair {
  key: string;
  cert: string;
}

let dir: string;
let server: KubeServer;
let open: KubeTransport[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kube-'));
  open = [];
});

afterEach(async () => {
  await Promise.all(open.map((transport) => transport.close()));
  await server.stop();
  rmSync(dir, { recursive: true });
});

async function start(tls?: KubeServer['tls']): Promise<void> {
  server = await new KubeServer(tls).start();
  server.put('/api/v1/nodes', { metadata: { name: 'a' } });
}

function connect(config: Partial<KubeConfig> = {}, options: TransportOptions = {}): KubeTransport {
  const transport = new KubeTransport(
    { server: server.url, skipVerify: false, credential: { type: 'token', token: TOKEN }, ...config },
    options,
  );
  open.push(transport);
  return transport;
}

async function failure(promise: Promise<unknown>): Promise<KubeError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof KubeError)) throw new Error(`not a KubeError: ${String(error)}`);
  expect(`${error.message} ${JSON.stringify(error.details)}`).not.toContain(TOKEN);
  return error;
}

async function makeCertificate(name: string, ca?: Pair): Promise<Pair> {
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: ca === undefined },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: name },
        ],
      },
    ],
    ...(ca ? { ca } : {}),
  });
  return { key: made.private, cert: made.cert };
}

const get = (transport: KubeTransport): Promise<unknown> => transport.request({ method: 'GET', path: PATH });

test('sends the token, and requests one after the other share connections', async () => {
  await start();
  const transport = connect();
  for (let index = 0; index < 20; index += 1) await get(transport);
  // The client may open a second one before it has seen the end of the first answer.
  expect(server.connections).toBeLessThanOrEqual(2);
  expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
  expect(server.requests[0]?.headers['user-agent']).toBe('kmm-preflight-validator');
});

test('many requests at once use at most 32 connections', async () => {
  await start();
  const transport = connect();
  await Promise.all(Array.from({ length: 200 }, () => get(transport)));
  expect(server.connections).toBeLessThanOrEqual(32);
});

test.each<[number, KubeErrorKind]>([
  [400, 'Invalid'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'NotFound'],
  [409, 'Conflict'],
  [410, 'Gone'],
  [413, 'Invalid'],
  [415, 'Invalid'],
  [422, 'Invalid'],
  [429, 'Overloaded'],
  [500, 'ServerError'],
  [503, 'Overloaded'],
  [504, 'ServerError'],
])('status %i is %s', async (status, kind) => {
  await start();
  server.intercept = () => ({ ...refusal(status, `because ${'x'.repeat(1000)}`), headers: { 'retry-after': '3' } });
  const error = await failure(get(connect()));
  expect([error.kind, error.details.status, error.details.retryAfterMs]).toEqual([kind, status, 3000]);
  expect(error.message).toMatch(/^GET \/api\/v1\/nodes\/a: API server answered \d+/);
  expect(error.message.length).toBeLessThan(400);
  expect(server.requests).toHaveLength(1);
});

test('the message of a 403 quotes the Status', async () => {
  await start();
  server.intercept = () => refusal(403, 'nodes "a" is forbidden');
  const error = await failure(get(connect()));
  expect(error.message).toBe('GET /api/v1/nodes/a: API server answered 403 Forbidden: nodes "a" is forbidden');
});

test('a server that is not there is Unreachable', async () => {
  await start();
  const transport = connect();
  await server.stop();
  expect((await failure(get(transport))).kind).toBe('Unreachable');
});

test('a server that accepts and never answers is Unreachable after the deadline', async () => {
  await start();
  const silent: Server = createServer((socket) => socket.resume());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as { port: number };
  const transport = connect({ server: `http://127.0.0.1:${port}` }, { deadlineMs: 50 });
  const error = await failure(get(transport));
  await transport.close();
  await new Promise((resolve) => silent.close(resolve));
  expect(error.kind).toBe('Unreachable');
  expect(error.message).toContain('no answer within 0.05 s');
});

test('an answer that is too large, or no JSON, is refused', async () => {
  await start();
  server.intercept = () => ({ status: 200, body: 'x'.repeat(5000) });
  const error = await failure(connect().request({ method: 'GET', path: PATH, maxBytes: 1000 }));
  expect(error.message).toContain('larger than 1000 bytes');
});

test.each(['GET', 'PUT', 'PATCH', 'DELETE'] as const)('%s is repeated once after a reset', async (method) => {
  await start();
  let resets = 0;
  server.intercept = () => (resets++ === 0 ? 'reset' : { status: 200, body: { ok: true } });
  await expect(connect().request({ method, path: PATH })).resolves.toEqual({ ok: true });
  expect(server.requests).toHaveLength(2);
});

test('POST is never repeated, and nothing is repeated twice', async () => {
  await start();
  server.intercept = () => 'reset';
  expect((await failure(connect().request({ method: 'POST', path: PATH, body: {} }))).kind).toBe('Unreachable');
  expect(server.requests).toHaveLength(1);
  await failure(get(connect()));
  expect(server.requests).toHaveLength(3);
});

describe('token file', () => {
  const needs = (token: string): void => {
    server.intercept = ({ headers }) =>
      headers.authorization === `Bearer ${token}` ? undefined : refusal(401, 'Unauthorized');
  };

  test('is read again at once after a 401, and only then before its minute is over', async () => {
    await start();
    const file = join(dir, 'token');
    writeFileSync(file, 'one\n');
    const transport = connect({ credential: { type: 'tokenFile', file } });
    needs('one');
    await get(transport);
    writeFileSync(file, 'two');
    await get(transport);
    needs('two');
    await get(transport);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer one',
      'Bearer one',
      'Bearer one',
      'Bearer two',
    ]);
  });

  test('is read again after a minute', async () => {
    await start();
    const file = join(dir, 'token');
    writeFileSync(file, 'one');
    const timers = new ManualTimers();
    const transport = connect({ credential: { type: 'tokenFile', file } }, { timers });
    await get(transport);
    writeFileSync(file, 'two');
    timers.jump(60_000);
    await get(transport);
    expect(server.requests.at(-1)?.headers.authorization).toBe('Bearer two');
  });

  test('that did not change is not tried twice', async () => {
    await start();
    const file = join(dir, 'token');
    writeFileSync(file, 'one');
    needs('other');
    expect((await failure(get(connect({ credential: { type: 'tokenFile', file } })))).kind).toBe('Unauthorized');
    expect(server.requests).toHaveLength(1);
  });

  test('that is missing is Unauthorized and names the file', async () => {
    await start();
    const file = join(dir, 'absent');
    const error = await failure(get(connect({ credential: { type: 'tokenFile', file } })));
    expect([error.kind, error.message]).toEqual(['Unauthorized', `token file ${file} cannot be read: ENOENT`]);
  });
});

describe('TLS', () => {
  test('an unknown authority is CertificateUntrusted, a known one is not, and insecure skips the question', async () => {
    const ca = await makeCertificate('ca');
    await start(await makeCertificate('localhost', ca));
    expect((await failure(get(connect()))).kind).toBe('CertificateUntrusted');
    await expect(get(connect({ ca: { pem: ca.cert } }))).resolves.toBeDefined();
    await expect(get(connect({ skipVerify: true }))).resolves.toBeDefined();
  });

  test('a wrong name is CertificateUntrusted, and tls-server-name sets it right', async () => {
    const ca = await makeCertificate('ca');
    await start(await makeCertificate('kube.example.com', ca));
    const trusted = { ca: { pem: ca.cert } };
    await expect(get(connect({ ...trusted, serverName: 'kube.example.com' }))).resolves.toBeDefined();
    expect((await failure(get(connect({ ...trusted, serverName: 'other.example.com' })))).kind).toBe(
      'CertificateUntrusted',
    );
  });

  test('a changed CA file is read again when the certificate is refused', async () => {
    const [before, after] = [await makeCertificate('ca'), await makeCertificate('ca')];
    const file = join(dir, 'ca.crt');
    writeFileSync(file, before.cert);
    await start(await makeCertificate('localhost', before));
    const transport = connect({ ca: { file } });
    await get(transport);
    await server.stop();
    server.tls = await makeCertificate('localhost', after);
    await server.start();
    expect((await failure(get(transport))).kind).toBe('CertificateUntrusted');
    writeFileSync(file, after.cert);
    await expect(get(transport)).resolves.toBeDefined();
  });

  test('an unusable CA file is CertificateUntrusted', async () => {
    await start(await makeCertificate('localhost'));
    expect((await failure(get(connect({ ca: { file: join(dir, 'none') } })))).message).toContain('ENOENT');
    expect((await failure(get(connect({ ca: { pem: 'no certificate' } })))).kind).toBe('CertificateUntrusted');
  });

  test('the client certificate is ours alone: requests for a caller go without it and without our token', async () => {
    const ca = await makeCertificate('ca');
    await start({
      ...(await makeCertificate('localhost', ca)),
      requestCert: true,
      rejectUnauthorized: false,
      ca: ca.cert,
    });
    const { key, cert } = await makeCertificate('validator', ca);
    const transport = connect({
      ca: { pem: ca.cert },
      clientCertificate: { certificate: { pem: cert }, key: { pem: key } },
    });
    await get(transport);
    await transport.requestAs(
      { authorization: 'Bearer theirs', 'impersonate-user': 'x' },
      { method: 'GET', path: PATH },
    );
    await transport.requestAs({}, { method: 'GET', path: PATH });
    expect(server.requests.map(({ clientName, headers }) => [clientName, headers.authorization])).toEqual([
      ['validator', `Bearer ${TOKEN}`],
      [undefined, 'Bearer theirs'],
      [undefined, undefined],
    ]);
    expect(server.requests[1]?.headers['impersonate-user']).toBe('x');
  });
});

test('after close, requests are refused and nothing is opened', async () => {
  await start();
  const transport = connect();
  await get(transport);
  await transport.close();
  expect((await failure(get(transport))).kind).toBe('Unreachable');
  expect(server.connections).toBe(1);
});
