import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request, type Dispatcher } from 'undici';
import { startControlPlane } from './control-plane';
import { isProcessAlive } from './process-alive';
import { startRegistry, type LocalRegistry } from './registry';

const MANIFEST = JSON.stringify({
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.index.v1+json',
  manifests: [],
});
const DIGEST = `sha256:${createHash('sha256').update(MANIFEST).digest('hex')}`;

const running: LocalRegistry[] = [];
afterAll(() => Promise.all(running.map((registry) => registry.stop())));

async function start(options?: Parameters<typeof startRegistry>[0]): Promise<LocalRegistry> {
  const registry = await startRegistry(options);
  running.push(registry);
  return registry;
}

const push = ({ host }: LocalRegistry, tag: string) =>
  request(`http://${host}/v2/drivers/e1000/manifests/${tag}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/vnd.oci.image.index.v1+json' },
    body: MANIFEST,
  });

async function pull(
  { host }: LocalRegistry,
  tag: string,
  options: { headers?: Record<string, string>; dispatcher?: Dispatcher } = {},
) {
  const scheme = options.dispatcher ? 'https' : 'http';
  const response = await request(`${scheme}://${host}/v2/drivers/e1000/manifests/${tag}`, options);
  await response.body.dump();
  return { status: response.statusCode, headers: response.headers };
}

it('two at once have nothing in common', async () => {
  const [one, two] = await Promise.all([start(), start({ storage: 'memory' })]);
  expect((await push(one, '1')).statusCode).toBe(201);
  expect(await pull(one, '1')).toMatchObject({ status: 200, headers: { 'docker-content-digest': DIGEST } });
  expect((await pull(two, '1')).status).toBe(404);
});

it('keeps its images and its address over kill and restart when they are in a folder', async () => {
  const registry = await start();
  await push(registry, '1');
  const { host, pid } = registry;
  await registry.kill();
  expect(isProcessAlive(pid)).toBe(false);
  await expect(pull(registry, '1')).rejects.toThrow();
  await registry.restart();
  expect(registry.host).toBe(host);
  expect((await pull(registry, '1')).status).toBe(200);
});

it('loses them when they are in memory', async () => {
  const registry = await start({ storage: 'memory' });
  await push(registry, '1');
  await registry.restart();
  expect((await pull(registry, '1')).status).toBe(404);
});

it('asks for the password, and takes no other', async () => {
  const registry = await start({ auth: { username: 'me', password: 'pass:word é' } });
  const sign = (password: string) => ({
    headers: { authorization: `Basic ${Buffer.from(`me:${password}`).toString('base64')}` },
  });
  expect(await pull(registry, '1')).toMatchObject({
    status: 401,
    headers: { 'www-authenticate': 'Basic realm="local registry"' },
  });
  expect((await pull(registry, '1', sign('pass:word é'))).status).toBe(404);
  expect((await pull(registry, '1', sign('wrong'))).status).toBe(401);
});

it('serves TLS with the control plane’s certificate, which its CA vouches for', async () => {
  const controlPlane = await startControlPlane();
  const registry = await start({ tls: controlPlane.servingCertificate });
  const trusting = new Agent({ connect: { ca: controlPlane.caPem } });
  const strict = new Agent();
  expect((await pull(registry, '1', { dispatcher: trusting })).status).toBe(404);
  await expect(pull(registry, '1', { dispatcher: strict })).rejects.toThrow(/certificate/);
  expect(readFileSync(controlPlane.servingCertificate.certFile, 'utf8')).toContain(controlPlane.caPem.trim());
  await Promise.all([trusting.destroy(), strict.destroy()]);
  await controlPlane.stop();
});

it('stop leaves no process', async () => {
  const registry = await startRegistry();
  const { pid } = registry;
  await registry.stop();
  expect(isProcessAlive(pid)).toBe(false);
});
