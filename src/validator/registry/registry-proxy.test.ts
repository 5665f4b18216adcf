import type { RegistryProxy } from '../../testing/registry-proxy';
import { startRegistryProxy } from '../../testing/registry-proxy';
import type { RegistryServer } from '../../testing/registry-server';
import { startRegistryServer } from '../../testing/registry-server';
import type { RegistrySettings } from '../ports';
import { RegistryClient } from './registry-client';
import { RegistryError } from './registry-error';
import type { RegistryAccess } from './registry-requester';

const { signal } = new AbortController();
const access: RegistryAccess = { transport: { plainHttp: false, skipTLSVerify: false }, signal };
type ProxySettings = NonNullable<RegistrySettings['proxy']>;

/** A name that only the proxy can resolve. */
const NAME = 'registry.behind-the-proxy.test';

let server: RegistryServer;
let proxy: RegistryProxy;
let client: RegistryClient;

async function start(
  tls: boolean,
  settings: (url: string) => ProxySettings,
  users?: Record<string, string>,
): Promise<void> {
  server = await startRegistryServer({ tls: tls && { names: [NAME] } });
  server.addImage({ repository: 'org/app', tags: ['1'] });
  proxy = await startRegistryProxy({ target: server.host, ...(users === undefined ? {} : { users }) });
  client = new RegistryClient({
    settings: { trustedCAs: { [NAME]: [server.caPem] }, clusterCA: [], proxy: settings(proxy.url) },
    limits: { connectTimeoutMs: 1_000 },
  });
}
afterEach(async () => {
  await client.close();
  await proxy.close();
  await server.close();
});

const read = (using = access): Promise<unknown> =>
  client.fetchManifest({ registry: NAME, repository: 'org/app', reference: '1' }, using);

describe('a proxy', () => {
  test('tunnels HTTPS, and its connections are kept', async () => {
    await start(true, (url) => ({ httpsProxy: url }));
    for (let i = 0; i < 5; i++) await read();
    expect(proxy.seen.every((line) => line === `CONNECT ${NAME}:443`)).toBe(true);
    expect(server.counters.connections).toBeLessThanOrEqual(2);
  });

  test('gets plain HTTP as a request, not as a tunnel', async () => {
    await start(false, (url) => ({ httpProxy: url, httpsProxy: url }));
    const plain: RegistryAccess = { ...access, transport: { plainHttp: true, skipTLSVerify: false } };
    await expect(read(plain)).resolves.toBeDefined();
    expect(proxy.seen).toEqual([`CONNECT ${NAME}:443`, `GET http://${NAME}/v2/org/app/manifests/1`]);
  });

  test('shows that docker.io is asked at its API host, and called docker.io', async () => {
    server = await startRegistryServer({ tls: { names: ['registry-1.docker.io'] } });
    proxy = await startRegistryProxy({ target: server.host });
    client = new RegistryClient({
      settings: { trustedCAs: {}, clusterCA: [server.caPem], proxy: { httpsProxy: proxy.url } },
    });
    const target = { registry: 'docker.io', repository: 'library/nginx', reference: '1' };
    await expect(client.fetchManifest(target, access)).rejects.toMatchObject({
      kind: 'NotFound',
      host: 'docker.io',
      message: expect.stringMatching(/^docker\.io answered 404 when asked for the manifest of library\/nginx:1/),
    });
    expect(proxy.seen).toEqual(['CONNECT registry-1.docker.io:443']);
  });

  test('is told its user and password', async () => {
    await start(true, (url) => ({ httpsProxy: url.replace('//', '//user:pass%3Aword@') }), { user: 'pass:word' });
    await expect(read()).resolves.toBeDefined();
  });

  test('that refuses makes the registry Unreachable, and the sentence says so without its password', async () => {
    await start(true, (url) => ({ httpsProxy: url.replace('//', '//user:proxy-secret@') }), { user: 'another' });
    const error: unknown = await read().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RegistryError);
    expect(error).toMatchObject({ kind: 'Unreachable', message: expect.stringMatching(/the proxy answered 407/) });
    expect(String(error)).not.toContain('proxy-secret');
  });

  test('is passed by where NO_PROXY says so', async () => {
    await start(true, (url) => ({ httpsProxy: url, noProxy: '10.0.0.0/8,.behind-the-proxy.test' }));
    await expect(read()).rejects.toMatchObject({ kind: 'Unreachable' });
    expect(proxy.seen).toEqual([]);
  });

  test('a certificate behind it that is not trusted is told apart', async () => {
    await start(true, (url) => ({ httpsProxy: url }));
    client.configure({ trustedCAs: {}, clusterCA: [], proxy: { httpsProxy: proxy.url } });
    await expect(read()).rejects.toMatchObject({ kind: 'CertificateUntrusted' });
  });

  test('with a malformed URL makes the registry Unreachable', async () => {
    await start(true, () => ({ httpsProxy: 'not a url' }));
    await expect(read()).rejects.toMatchObject({ kind: 'Unreachable' });
  });
});
