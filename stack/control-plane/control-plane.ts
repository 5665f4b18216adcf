import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createApiCaller, expectOk, type ApiAnswer, type ApiCall, type ApiCaller } from './api-caller';
import { ensureBinary, type OnProgress } from './binaries';
import { etcdStart } from './etcd';
import {
  apiserverStart,
  readServingCa,
  SERVICE_ACCOUNT_KEY_FILE,
  servingCertificate,
  TOKEN_FILE,
} from './kube-apiserver';
import { launchServer, type RunningServer } from './running-server';
import { createScratchFolder, removeScratchFolder } from './scratch-folder';
import type { ServerStart } from './started-program';
import {
  createServiceAccountKey,
  createTokens,
  printKubeconfig,
  printTokenFile,
  STANDARD_USERS,
  type User,
} from './users';

export interface ControlPlaneOptions {
  /** Besides admin, few-rights, viewer and validator. */
  users?: readonly User[];
  /** Further flags of kube-apiserver. */
  apiserverFlags?: readonly string[];
  /** Lines about a build that takes minutes; stderr unless told. */
  onProgress?: OnProgress;
}

/** A real API server with its etcd, alone: no controller manager, so nothing is garbage collected or created in reply. */
export interface ControlPlane {
  /** `https://127.0.0.1:<port>`; stays the same over a restart. */
  url: string;
  caPem: string;
  adminToken: string;
  /** User name → static token. */
  tokens: Readonly<Record<string, string>>;
  /** The API server's own certificate, valid for 127.0.0.1 and localhost and signed by `caPem`: other local servers may use it. */
  servingCertificate: { certFile: string; keyFile: string };
  pids: Readonly<{ kubeApiserver: number; etcd: number }>;
  /** A request, as admin unless a token is given. Any HTTP status is an answer. */
  call(call: ApiCall): Promise<ApiAnswer>;
  /** The static token of a user; throws when there is no such user. */
  tokenFor(user: string): string;
  /** A token of an existing ServiceAccount from the TokenRequest API; an hour. */
  serviceAccountToken(namespace: string, name: string): Promise<string>;
  kubeconfig(user: string): string;
  /** Writes it readable for the owner only. */
  writeKubeconfig(user: string, path: string): Promise<void>;
  /** SIGKILL of the API server; etcd stays. */
  kill(): Promise<void>;
  /** Ends what still runs of the API server and starts it (and etcd if that is gone too) on the same port with the same data. */
  restart(): Promise<void>;
  /** Ends both and removes all data. */
  stop(): Promise<void>;
}

/** Starts a control plane of its own; several run side by side. Builds the programs first if they are not there yet. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const onProgress = options.onProgress ?? ((line) => void process.stderr.write(`${line}\n`));
  const binaries = {
    etcd: await ensureBinary('etcd', onProgress),
    apiserver: await ensureBinary('kube-apiserver', onProgress),
  };
  const folder = await createScratchFolder();
  const users = [...STANDARD_USERS, ...(options.users ?? [])];
  const tokens = createTokens(users);
  await writePrivate(join(folder, TOKEN_FILE), printTokenFile(users, tokens));
  await writePrivate(join(folder, SERVICE_ACCOUNT_KEY_FILE), createServiceAccountKey());
  const etcdSettings = { binary: binaries.etcd, folder, member: `member-${randomUUID()}` };
  const etcd = await launchOrClean(etcdStart(etcdSettings), folder);
  const settings = { binary: binaries.apiserver, folder, etcdPort: etcd.port, adminToken: tokens['admin'] ?? '' };
  const extraFlags = options.apiserverFlags ?? [];
  const apiserver = await launchOrClean(apiserverStart({ ...settings, extraFlags }), folder, etcd);
  return assembleControlPlane({ caPem: await readServingCa(folder), tokens, folder, etcd, apiserver });
}

interface Parts {
  caPem: string;
  tokens: Record<string, string>;
  folder: string;
  etcd: RunningServer;
  apiserver: RunningServer;
}

/** A failed start leaves nothing behind: neither the program started before it nor the data. */
async function launchOrClean(start: ServerStart, folder: string, before?: RunningServer): Promise<RunningServer> {
  try {
    return await launchServer(start);
  } catch (error) {
    await before?.kill();
    await removeScratchFolder(folder);
    throw error;
  }
}

function assembleControlPlane({ caPem, tokens, folder, etcd, apiserver }: Parts): ControlPlane {
  const url = `https://127.0.0.1:${apiserver.port}`;
  const tokenFor = (user: string) => {
    const token = tokens[user];
    if (token === undefined) throw new Error(`no user ${user}; there are ${Object.keys(tokens).join(', ')}`);
    return token;
  };
  const caller = createApiCaller(url, caPem, tokenFor('admin'));
  const kubeconfig = (user: string) => printKubeconfig(url, caPem, user, tokenFor(user));
  return {
    url,
    caPem,
    adminToken: tokenFor('admin'),
    tokens,
    servingCertificate: servingCertificate(folder),
    get pids() {
      return { kubeApiserver: apiserver.pid, etcd: etcd.pid };
    },
    call: (call) => caller.call(call),
    tokenFor,
    serviceAccountToken: (namespace, name) => requestToken(caller, namespace, name),
    kubeconfig,
    writeKubeconfig: (user, path) => writePrivate(path, kubeconfig(user)),
    kill: () => apiserver.kill(),
    restart: async () => {
      if (!(await etcd.isAnswering())) await etcd.restart();
      await apiserver.restart();
    },
    stop: async () => {
      await caller.close();
      await Promise.all([apiserver.kill(), etcd.kill()]);
      await removeScratchFolder(folder);
    },
  };
}

async function requestToken(caller: ApiCaller, namespace: string, name: string): Promise<string> {
  const answer = await caller.call({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } },
  });
  return expectOk<{ status: { token: string } }>(answer).status.token;
}

async function writePrivate(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 });
}
