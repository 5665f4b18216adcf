import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { RegistryServer } from '../../testing/registry-server';
import { startRegistryServer } from '../../testing/registry-server';
import type { RegistrySettings, RegistryTransport } from '../ports';
import { RegistryClient } from './registry-client';
import { RegistryError } from './registry-error';

const { signal } = new AbortController();
const STRICT: RegistryTransport = { plainHttp: false, skipTLSVerify: false };
const PLAIN: RegistryTransport = { plainHttp: true, skipTLSVerify: false };
const UNVERIFIED: RegistryTransport = { plainHttp: false, skipTLSVerify: true };

let server: RegistryServer;
let client: RegistryClient;

async function start(tls: boolean | { names?: string[]; expired?: boolean }): Promise<void> {
  server = await startRegistryServer({ tls });
  server.addImage({ repository: 'org/app', tags: ['1'] });
  client = new RegistryClient();
}
afterEach(async () => {
  await client.close();
  await server.close();
});

const read = (transport: RegistryTransport): Promise<unknown> =>
  client.fetchManifest({ registry: server.host, repository: 'org/app', reference: '1' }, { transport, signal });

async function refusal(work: Promise<unknown>): Promise<RegistryError> {
  const error: unknown = await work.then(
    () => new Error('nothing was refused'),
    (reason: unknown) => reason,
  );
  if (error instanceof RegistryError) return error;
  throw error;
}

const trusting = (trustedCAs: Record<string, string[]>, clusterCA: string[] = []): RegistrySettings => ({
  trustedCAs,
  clusterCA,
});

describe('certificates', () => {
  test('an unknown certificate is CertificateUntrusted, with the reason', async () => {
    await start(true);
    const error = await refusal(read(STRICT));
    expect([error.kind, error.message]).toEqual([
      'CertificateUntrusted',
      expect.stringMatching(/certificate that is not trusted \([A-Z_]*SELF_SIGNED[A-Z_]*\)/),
    ]);
    expect(server.counters.requests.manifest).toBe(0);
  });

  test('a CA of that host is trusted, as soon as it is configured', async () => {
    await start(true);
    await refusal(read(STRICT));
    client.configure(trusting({ [server.host]: [server.caPem] }));
    await expect(read(STRICT)).resolves.toBeDefined();
  });

  test('a CA of the cluster is trusted everywhere', async () => {
    await start(true);
    client.configure(trusting({}, ['no certificate at all', server.caPem]));
    await expect(read(STRICT)).resolves.toBeDefined();
  });

  test('a CA of another host is not trusted', async () => {
    await start(true);
    client.configure(trusting({ 'other.example.com': [server.caPem] }));
    expect((await refusal(read(STRICT))).kind).toBe('CertificateUntrusted');
  });

  test('a CA that is taken away is no longer trusted, also on kept connections', async () => {
    await start(true);
    client.configure(trusting({}, [server.caPem]));
    await read(STRICT);
    client.configure(trusting({}));
    expect((await refusal(read(STRICT))).kind).toBe('CertificateUntrusted');
  });

  test('equal settings keep the connections', async () => {
    await start(true);
    for (let i = 0; i < 5; i++) {
      client.configure(trusting({}, [server.caPem]));
      await read(STRICT);
    }
    expect(server.counters.connections).toBeLessThanOrEqual(2);
  });

  test.each([
    ['an expired certificate', { expired: true }, 'CERT_HAS_EXPIRED'],
    ['a certificate for another name', { names: ['elsewhere.example.com'] }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('%s is CertificateUntrusted', async (_, tls, code) => {
    await start(tls);
    client.configure(trusting({}, [server.caPem]));
    const error = await refusal(read(STRICT));
    expect([error.kind, error.message]).toEqual(['CertificateUntrusted', expect.stringContaining(code)]);
  });

  test('without verification any certificate will do, for such requests only', async () => {
    await start({ names: ['elsewhere.example.com'], expired: true });
    await expect(read(UNVERIFIED)).resolves.toBeDefined();
    expect((await refusal(read(STRICT))).kind).toBe('CertificateUntrusted');
  });

  test('leave to use plain HTTP is no leave to skip verification', async () => {
    await start(true);
    expect((await refusal(read(PLAIN))).kind).toBe('CertificateUntrusted');
  });
});

describe('plain HTTP', () => {
  test('a registry that speaks it is Unreachable for HTTPS, and the sentence says why', async () => {
    await start(false);
    const error = await refusal(read(STRICT));
    expect([error.kind, error.message]).toEqual(['Unreachable', expect.stringMatching(/answered with plain HTTP/)]);
  });

  test('is used where it is allowed, and remembered', async () => {
    await start(false);
    for (let i = 0; i < 5; i++) await read(PLAIN);
    expect(server.counters.requests.manifest).toBe(5);
    // One connection for the handshake that failed.
    expect(server.counters.connections).toBeLessThanOrEqual(3);
  });

  test('is not remembered for requests that may not use it', async () => {
    await start(false);
    await read(PLAIN);
    expect((await refusal(read(STRICT))).kind).toBe('Unreachable');
  });

  test('is not tried where HTTPS answers', async () => {
    await start(true);
    client.configure(trusting({}, [server.caPem]));
    server.setFault({ status: 404 });
    expect((await refusal(read(PLAIN))).kind).toBe('NotFound');
    expect(server.counters.requests.manifest).toBe(1);
  });

  test('a token endpoint may speak it too', async () => {
    server = await startRegistryServer({ auth: { mode: 'bearer' } });
    server.addImage({ repository: 'org/app', tags: ['1'] });
    client = new RegistryClient();
    await expect(read(PLAIN)).resolves.toBeDefined();
  });

  test('a server that closes on TLS and never speaks HTTP is Unreachable', async () => {
    await start(false);
    const rude = createTcpServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
    const { port } = rude.address() as AddressInfo;
    const target = { registry: `127.0.0.1:${port}`, repository: 'org/app', reference: '1' };
    for (const transport of [STRICT, PLAIN]) {
      expect((await refusal(client.fetchManifest(target, { transport, signal }))).kind).toBe('Unreachable');
    }
    await new Promise((resolve) => rude.close(resolve));
  });

  test('a server that speaks no HTTP at all is told apart from silence', async () => {
    await start(false);
    const smtp = createTcpServer((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .end('220 mail.example.com ESMTP\r\n'),
    );
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    const { port } = smtp.address() as AddressInfo;
    const target = { registry: `127.0.0.1:${port}`, repository: 'org/app', reference: '1' };
    const error = await refusal(client.fetchManifest(target, { transport: PLAIN, signal }));
    expect([error.kind, error.message]).toEqual(['AnswerInvalid', expect.stringMatching(/HTTP that can be read/)]);
    await new Promise((resolve) => smtp.close(resolve));
  });
});
