import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGuarded, type GuardedProcess } from './control-plane/guarded-process';
import { watchParts } from './ended-part';

let folder: string;
const started: GuardedProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ended-part-'));
  await mkdir(join(folder, 'certificates'));
});

afterAll(async () => {
  await Promise.all(started.map((child) => child.kill()));
  await rm(folder, { recursive: true });
});

async function start(name: string, script: string): Promise<GuardedProcess> {
  const child = await startGuarded({ command: '/bin/sh', args: ['-c', script], logFile: join(folder, `${name}.log`) });
  started.push(child);
  return child;
}

/** Programs that run on, except one that says something and ends. */
async function startParts(ending: string): Promise<Parameters<typeof watchParts>[0]> {
  const run = (name: string) => start(name, name === ending ? `echo ${name} says farewell; exit 3` : 'exec sleep 600');
  const [apiserver, etcd, registry, validator] = await Promise.all([
    run('kube-apiserver'),
    run('etcd'),
    run('registry-open'),
    run('validator'),
  ]);
  const image = { ...registry, host: '', restart: () => Promise.resolve(), stop: () => registry.kill() };
  return {
    controlPlane: {
      pids: { kubeApiserver: apiserver.pid, etcd: etcd.pid },
      servingCertificate: { certFile: join(folder, 'certificates', 'apiserver.crt'), keyFile: '' },
    },
    registries: { started: { open: image, private: image, mirror: image } },
    validator: { process: validator, logFile: join(folder, 'validator.log') },
  };
}

test.each([
  ['validator', /^validator \(pid \d+\) has ended with exit code 3; its last lines:\nvalidator says farewell$/],
  ['kube-apiserver', /^kube-apiserver \(pid \d+\) has ended; its last lines:\nkube-apiserver says farewell$/],
])('the end of %s is told with what it said last', async (name, message) => {
  const watch = watchParts(await startParts(name));
  const ended = await watch.ended;
  expect(ended).toEqual({ name, pid: watch.pids()[name], message: expect.stringMatching(message) as string });
});

test('nothing is told while all run, and every program has a name', async () => {
  const watch = watchParts(await startParts('none'));
  expect(Object.keys(watch.pids())).toEqual([
    'kube-apiserver',
    'etcd',
    'registry-open',
    'registry-private',
    'registry-mirror',
    'validator',
  ]);
  watch.stop();
});
