import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createApiCaller } from './api-caller';
import type { ServerStart } from './started-program';

export interface ApiserverSettings {
  binary: string;
  folder: string;
  etcdPort: number;
  adminToken: string;
  extraFlags: readonly string[];
}

/** Files that the API server gets or makes, in the control plane's folder. */
export const TOKEN_FILE = 'tokens.csv';
export const SERVICE_ACCOUNT_KEY_FILE = 'service-account.key';

/** The certificate that the API server makes for itself: valid for 127.0.0.1 and localhost. */
export function servingCertificate(folder: string): { certFile: string; keyFile: string } {
  return {
    certFile: join(folder, 'certificates', 'apiserver.crt'),
    keyFile: join(folder, 'certificates', 'apiserver.key'),
  };
}

/** The CA of that certificate: the API server appends it to the file, so it is the last block. */
export async function readServingCa(folder: string): Promise<string> {
  const chain = await readFile(servingCertificate(folder).certFile, 'utf8');
  const blocks = chain.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const ca = blocks.at(-1);
  if (ca === undefined) throw new Error('the API server has written no certificate');
  return ca + '\n';
}

/** A kube-apiserver on loopback with RBAC and OpenShift's additional admission of owner references. */
export function apiserverStart(settings: ApiserverSettings): ServerStart {
  return {
    name: 'kube-apiserver',
    program: (port) => ({
      command: settings.binary,
      args: selectFlags(settings, port),
      logFile: join(settings.folder, 'kube-apiserver.log'),
    }),
    isReady: async (port) => {
      const caller = createApiCaller(
        `https://127.0.0.1:${port}`,
        await readServingCa(settings.folder),
        settings.adminToken,
      );
      try {
        const { status } = await caller.call({ path: '/readyz' });
        if (status !== 200) return false;
        // Made by a loop that readiness does not wait for, and Events of cluster-scoped objects need it.
        const namespace = await caller.call({ path: '/api/v1/namespaces/default' });
        return namespace.status === 200;
      } finally {
        await caller.close();
      }
    },
  };
}

function selectFlags({ folder, etcdPort, extraFlags }: ApiserverSettings, port: number): string[] {
  const key = join(folder, SERVICE_ACCOUNT_KEY_FILE);
  return [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${join(folder, 'certificates')}`,
    `--token-auth-file=${join(folder, TOKEN_FILE)}`,
    '--authorization-mode=RBAC',
    // On in OpenShift; the Kubernetes default leaves it off.
    '--enable-admission-plugins=OwnerReferencesPermissionEnforcement',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    // There is no node that could reach the `kubernetes` Service.
    '--endpoint-reconciler-type=none',
    '--allow-privileged=true',
    '--max-requests-inflight=4000',
    '--max-mutating-requests-inflight=4000',
    ...extraFlags,
  ];
}
