import { once } from 'node:events';
import { mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import type { TestCertificate } from '../../testing/registry-certificate';
import { createTestCertificate } from '../../testing/registry-certificate';
import { eventually } from '../../testing/eventually';
import type { TestApi } from '../../testing/test-api';
import { ALLOW_ALL, apiEndpoints, ScriptedResolver, startTestApi } from '../../testing/test-api';

const TOKEN = 'secret-token-of-somebody';

describe('what is no proper request', () => {
  let api: TestApi;
  let resolver: ScriptedResolver;

  beforeAll(async () => {
    resolver = new ScriptedResolver();
    api = await startTestApi({ endpoints: apiEndpoints(resolver), reviewer: ALLOW_ALL });
  });
  afterAll(() => api.close());

  /** Sends lines and answers what comes back until the server closes. */
  async function exchange(lines: string[], body = ''): Promise<string> {
    const socket = connect(api.port, '127.0.0.1');
    const received: string[] = [];
    socket.on('data', (data: Buffer) => received.push(data.toString()));
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
    await once(socket, 'close');
    return received.join('');
  }

  const LONG = 'x'.repeat(20_000);
  const POST = ['POST /api/v1/releases/resolve HTTP/1.1', 'Host: x', `Authorization: Bearer ${TOKEN}`];
  const GET = ['GET /api/v1/info HTTP/1.1', 'Host: x', 'Connection: close'];

  test.each<[string, number, string, string[]]>([
    ['a very long token', 431, 'HeadersTooLarge', [...GET, `Authorization: Bearer ${TOKEN}${LONG}`]],
    ['very many groups', 431, 'HeadersTooLarge', [...GET, ...Array<string>(2_000).fill('Impersonate-Group: g')]],
    [
      'two Authorization headers',
      400,
      'HeaderRepeated',
      [...GET, 'Authorization: Bearer other', `Authorization: Bearer ${TOKEN}`],
    ],
    [
      'two users',
      400,
      'HeaderRepeated',
      [...GET, `Authorization: Bearer ${TOKEN}`, 'Impersonate-User: a', 'Impersonate-User: b'],
    ],
    ['a folded header', 400, 'RequestMalformed', [...GET, `Authorization: Bearer`, ` ${TOKEN}`]],
    ['a header with NUL', 400, 'RequestMalformed', [...GET, `Authorization: Bearer ${TOKEN}\0`]],
    ['a space before the colon', 400, 'RequestMalformed', [...GET, `Authorization : Bearer ${TOKEN}`]],
    ['two lengths', 400, 'RequestMalformed', [...POST, 'Content-Length: 5', 'Content-Length: 6']],
    ['length and chunks', 400, 'RequestMalformed', [...POST, 'Content-Length: 5', 'Transfer-Encoding: chunked']],
    ['another protocol', 400, 'RequestMalformed', ['EHLO example.com']],
  ])('%s: %d %s', async (_, code, cause, lines) => {
    const answer = await exchange(lines);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${code} `));
    expect(answer.toLowerCase()).toContain('content-type: application/json');
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({
      kind: 'Status',
      code,
      details: { causes: [{ reason: cause }] },
    });
    expect(answer + api.log()).not.toContain(TOKEN);
    expect(resolver.asked).toEqual([]);
  });

  test('the server lives on', async () => {
    expect((await api.call({ path: '/api/v1/info', headers: { authorization: 'Bearer x' } })).code).toBe(200);
  });
});

describe('the serving certificate', () => {
  let folder: string;
  let api: TestApi;
  let first: TestCertificate;
  let second: TestCertificate;

  const files = () => ({ cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key') });
  const write = async ({ cert, key }: TestCertificate, into = folder): Promise<void> => {
    await writeFile(join(into, 'tls.crt'), cert);
    await writeFile(join(into, 'tls.key'), key);
  };
  const start = async (): Promise<void> => {
    api = await startTestApi({
      endpoints: apiEndpoints(new ScriptedResolver()),
      reviewer: ALLOW_ALL,
      tls: files(),
      certificatePollMs: 20,
    });
  };
  /** The certificate that a new handshake shows, in PEM, trimmed. */
  async function shown(): Promise<string> {
    const socket = connectTls({ port: api.port, host: '127.0.0.1', rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const raw = socket.getPeerX509Certificate()?.toString() ?? '';
    socket.destroy();
    return raw.trim();
  }
  const shows = ({ cert }: TestCertificate) => eventually(async () => expect(await shown()).toBe(cert.trim()));

  beforeAll(async () => {
    [first, second] = await Promise.all([createTestCertificate(['first']), createTestCertificate(['second'])]);
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'serve-test-'));
  });
  afterEach(async () => {
    await api.close();
    await rm(folder, { recursive: true });
  });

  test('a new one counts from the next handshake on, and open connections live on', async () => {
    await write(first);
    await start();
    await shows(first);
    const call = { path: '/api/v1/info', headers: { authorization: 'Bearer x' } };
    expect((await api.call(call)).code).toBe(200);
    await write(second);
    await shows(second);
    expect((await api.call(call)).code).toBe(200);
    expect(api.log()).toContain('the serving certificate was read again');
    expect(api.log()).not.toContain('PRIVATE KEY');
  });

  test('one that cannot be used leaves the last one', async () => {
    await write(first);
    await start();
    await writeFile(files().cert, 'not a certificate');
    await eventually(() => expect(api.log()).toContain('cannot be used'));
    expect(await shown()).toBe(first.cert.trim());
    await writeFile(files().cert, second.cert);
    await eventually(() => expect(api.log().match(/cannot be used/g)?.length).toBeGreaterThan(1));
    expect(await shown()).toBe(first.cert.trim());
    await writeFile(files().key, second.key);
    await shows(second);
  });

  test('a swap of the folder’s symlink is seen, as kubelets make it', async () => {
    const versions = await Promise.all(['one', 'two'].map((name) => mkdtemp(join(folder, name))));
    await write(first, versions[0]);
    await write(second, versions[1]);
    await symlink(versions[0] ?? '', join(folder, 'data'));
    await symlink(join('data', 'tls.crt'), files().cert);
    await symlink(join('data', 'tls.key'), files().key);
    await start();
    await shows(first);
    await symlink(versions[1] ?? '', join(folder, 'next'));
    await rename(join(folder, 'next'), join(folder, 'data'));
    await shows(second);
  });
});
