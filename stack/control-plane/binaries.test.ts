import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBinaries, ensureBinary, selectCacheFolder } from './binaries';

let folder: string;
let env: Record<string, string>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binaries-test-'));
  env = { XDG_CACHE_HOME: join(folder, 'cache'), PATH: join(folder, 'path') };
  await mkdir(join(folder, 'path'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A `go` that writes down each call and "builds" what it is asked for, or does as `script` says. */
async function installGo(script?: string): Promise<void> {
  const go = join(folder, 'path', 'go');
  const build = `while [ "$1" != -o ]; do shift; done; sleep 0.2; echo program > "$2"; chmod +x "$2"`;
  await writeFile(go, `#!/bin/sh\necho "$*" >> "${folder}/calls"\n${script ?? build}\n`);
  await chmod(go, 0o755);
}

const calls = async () => (await readFile(join(folder, 'calls'), 'utf8')).trimEnd().split('\n');

it('builds into the cache, says what it does, and does it once', async () => {
  await installGo();
  const lines: string[] = [];
  const path = await ensureBinary('etcd', (line) => lines.push(line), env);
  expect(path.startsWith(join(folder, 'cache', 'kmm-preflight', 'bin', 'etcd-v'))).toBe(true);
  expect(await readFile(path, 'utf8')).toBe('program\n');
  expect(lines[0]).toMatch(/^building etcd v\S+, once \(usually 15 to 30 s on two cores\)$/);
  expect(lines[1]).toMatch(/^built etcd v\S+ in \d+ s$/);

  expect(await ensureBinary('etcd', (line) => lines.push(line), env)).toBe(path);
  expect(await calls()).toHaveLength(1);
  expect(lines).toHaveLength(2);
  expect(await readdir(join(folder, 'cache', 'kmm-preflight', 'bin'))).toEqual([path.split('/').at(-1)]);
});

it('two that want the same program at the same time build it once', async () => {
  await installGo();
  const lines: string[] = [];
  const both = [1, 2].map(() => ensureBinary('registry', (line) => lines.push(line), env));
  const [one, two] = await Promise.all(both);
  expect(one).toBe(two);
  expect(await calls()).toHaveLength(1);
  expect(lines).toContainEqual(`registry is being built by process ${process.pid}; waiting for it`);
});

it('builds all three with their own arguments', async () => {
  await installGo();
  const binaries = await ensureBinaries(() => undefined, env);
  expect(Object.keys(binaries).sort()).toEqual(['etcd', 'kubeApiserver', 'registry']);
  expect((await calls()).map((call) => call.split(' ').at(-1))).toEqual([
    'go.etcd.io/etcd/server/v3',
    'github.com/distribution/distribution/v3/cmd/registry',
    'k8s.io/kubernetes/cmd/kube-apiserver',
  ]);
});

it('a failed build says why and leaves nothing that looks built', async () => {
  await installGo('echo "disk is full" >&2; exit 3');
  await expect(ensureBinary('etcd', () => undefined, env)).rejects.toThrow(/failed with exit code 3:\ndisk is full/);
  expect(await readdir(join(folder, 'cache', 'kmm-preflight', 'bin'))).toEqual([]);
  await installGo();
  await expect(ensureBinary('etcd', () => undefined, env)).resolves.toContain('etcd');
});

it('without go it says what to install, and the way around it where there is one', async () => {
  const failure = ensureBinary('kube-apiserver', () => undefined, env);
  await expect(failure).rejects.toThrow(/Go is needed to build kube-apiserver .* Install Go/);
  await expect(failure).rejects.toThrow(/setup-envtest .* KUBEBUILDER_ASSETS/);
  await expect(ensureBinary('registry', () => undefined, env)).rejects.toThrow(/go.dev\/dl\)\.$/);
});

describe('KUBEBUILDER_ASSETS', () => {
  it('replaces kube-apiserver and etcd, not the registry', async () => {
    await installGo();
    for (const name of ['kube-apiserver', 'etcd']) await writeFile(join(folder, name), '', { mode: 0o755 });
    const binaries = await ensureBinaries(() => undefined, { ...env, KUBEBUILDER_ASSETS: folder });
    expect(binaries.kubeApiserver).toBe(join(folder, 'kube-apiserver'));
    expect(binaries.etcd).toBe(join(folder, 'etcd'));
    expect(binaries.registry).toContain(join(folder, 'cache'));
  });

  it('that lacks one is a message with its path', async () => {
    await expect(ensureBinary('etcd', () => undefined, { ...env, KUBEBUILDER_ASSETS: folder })).rejects.toThrow(
      `${join(folder, 'etcd')} is no executable file`,
    );
  });
});

it('the cache is where XDG says, else under the home folder', () => {
  expect(selectCacheFolder({ XDG_CACHE_HOME: '/x' }, '/home/me')).toBe('/x/kmm-preflight/bin');
  expect(selectCacheFolder({}, '/home/me')).toBe('/home/me/.cache/kmm-preflight/bin');
  expect(selectCacheFolder({ XDG_CACHE_HOME: 'relative' }, '/home/me')).toBe('/home/me/.cache/kmm-preflight/bin');
});
