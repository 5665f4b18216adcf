import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isProcessAlive } from './control-plane/process-alive';
import type { RegistryHosts, RegistryLogin } from './demo/registries';
import type { Stack } from './stack';

/** Where `npm start` keeps what others need to use the running stack; ignored by git. */
export const RUN_FOLDER = join(__dirname, '.run');

/** Everything that another program needs to use the running stack. Tokens and passwords are good for this stack only. */
export interface StackFile {
  /** Its own path. */
  file: string;
  /** Of the process that owns the stack. */
  pid: number;
  apiServer: { url: string; caFile: string };
  kubeconfigs: { admin: string; fewRights: string; viewer: string };
  tokens: { admin: string; fewRights: string; viewer: string };
  validator: { apiUrl: string; metricsUrl: string; logFile: string };
  registries: { hosts: RegistryHosts; privateLogin: RegistryLogin };
  /** Addresses of the console host for two users, and of the plugin's files for any other console. */
  console?: { admin: string; fewRights: string; plugin: string };
  pids: Record<string, number>;
}

/** Files of a stack that go away with it; the validator's log stays. */
const FILES = {
  stack: 'stack.json',
  ca: 'ca.crt',
  admin: 'admin.kubeconfig',
  fewRights: 'few-rights.kubeconfig',
  viewer: 'viewer.kubeconfig',
  validator: 'validator.kubeconfig',
} as const;

/** Writes `stack.json`, the CA and the kubeconfigs of three users into the run folder, readable for the owner only. */
export async function writeStackFiles({
  runFolder,
  controlPlane,
  validator,
  registries,
  console: running,
  pids,
}: Stack): Promise<StackFile> {
  const path = (name: keyof typeof FILES): string => join(runFolder, FILES[name]);
  const content: StackFile = {
    file: path('stack'),
    pid: process.pid,
    apiServer: { url: controlPlane.url, caFile: path('ca') },
    kubeconfigs: { admin: path('admin'), fewRights: path('fewRights'), viewer: path('viewer') },
    tokens: {
      admin: controlPlane.adminToken,
      fewRights: controlPlane.tokenFor('few-rights'),
      viewer: controlPlane.tokenFor('viewer'),
    },
    validator: { apiUrl: validator.apiUrl, metricsUrl: validator.metricsUrl, logFile: validator.logFile },
    registries: { hosts: registries.hosts, privateLogin: registries.privateLogin },
    ...(running && { console: { ...running.urls, plugin: running.pluginUrl } }),
    pids: pids(),
  };
  await writePrivate(path('ca'), controlPlane.caPem);
  await controlPlane.writeKubeconfig('admin', path('admin'));
  await controlPlane.writeKubeconfig('few-rights', path('fewRights'));
  await controlPlane.writeKubeconfig('viewer', path('viewer'));
  await writePrivate(path('stack'), `${JSON.stringify(content, undefined, 2)}\n`);
  return content;
}

/** The stack that runs now with this run folder; undefined when there is none. */
export async function readRunningStack(runFolder: string): Promise<StackFile | undefined> {
  try {
    const content = JSON.parse(await readFile(join(runFolder, FILES.stack), 'utf8')) as StackFile;
    // Both, because a pid is given out again after a while.
    return [content.pid, content.pids['kube-apiserver'] ?? 0].every(isProcessAlive) ? content : undefined;
  } catch {
    // Not there, or half written by a process that was killed.
    return undefined;
  }
}

/** Removes the files, whose tokens and addresses are worth nothing once the stack is gone. */
export async function removeStackFiles(runFolder: string): Promise<void> {
  await Promise.all(Object.values(FILES).map((name) => rm(join(runFolder, name), { force: true })));
}

/** The mode of an existing file does not change by writing, so it is made anew. */
async function writePrivate(path: string, text: string): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, text, { mode: 0o600 });
}
