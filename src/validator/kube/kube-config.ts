import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type KubeConfig, KubeConfigError } from './cluster-access';
import { loadKubeConfigFiles } from './kubeconfig-file';

export interface KubeConfigOptions {
  /** Path from `--kubeconfig`. */
  kubeconfig?: string;
  env: Record<string, string | undefined>;
  /** Folder of the mounted service account; other than the default only in tests. */
  serviceAccountDir?: string;
}

const SERVICE_ACCOUNT_DIR = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Finds the cluster: the `kubeconfig` option, else the pod's service account, else the files named in `KUBECONFIG`.
 * Throws KubeConfigError when there is none, or when what is there cannot be used.
 */
export function loadKubeConfig(options: KubeConfigOptions): KubeConfig {
  if (options.kubeconfig) return loadKubeConfigFiles([options.kubeconfig]);
  const inCluster = loadServiceAccount(options.env, options.serviceAccountDir ?? SERVICE_ACCOUNT_DIR);
  if (inCluster) return inCluster;
  const files = (options.env['KUBECONFIG'] ?? '').split(process.platform === 'win32' ? ';' : ':').filter(Boolean);
  if (files.length > 0) return loadKubeConfigFiles(files);
  throw new KubeConfigError(
    'no cluster found: pass --kubeconfig, set KUBECONFIG, or run in a pod with a mounted service account',
  );
}

function loadServiceAccount(env: KubeConfigOptions['env'], dir: string): KubeConfig | undefined {
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'];
  const tokenFile = join(dir, 'token');
  if (!host || !port || readOptional(tokenFile) === undefined) return undefined;
  const namespace = readOptional(join(dir, 'namespace'))?.trim();
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    ...(namespace ? { namespace } : {}),
    ca: { file: join(dir, 'ca.crt') },
    skipVerify: false,
    credential: { type: 'tokenFile', file: tokenFile },
  };
}

function readOptional(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
