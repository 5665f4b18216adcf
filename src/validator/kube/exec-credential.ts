import { execFile } from 'node:child_process';

import { KubeError } from '../kube-error';
import type { Credential, ExecPlugin } from './cluster-access';

const DEADLINE_MS = 60_000;
const MAX_OUTPUT_BYTES = 1 << 20;

/** What a credential plugin handed out, and until when it holds (milliseconds since the epoch). */
export interface ExecAnswer {
  credential: Credential;
  expiresAt: number | undefined;
}

/**
 * Runs a credential plugin as client-go does (ExecCredential v1 and v1beta1). Ends after 60 s or 1 MiB of output.
 * Throws KubeError `Unauthorized`; what the plugin printed is never quoted, because it may be a credential.
 */
export async function fetchExecCredential(plugin: ExecPlugin): Promise<ExecAnswer> {
  const output = await run(plugin);
  const answer = parseAnswer(output, plugin.apiVersion);
  if (!answer) {
    throw new KubeError('Unauthorized', `credential plugin ${plugin.command} printed no usable ExecCredential`);
  }
  return answer;
}

function run(plugin: ExecPlugin): Promise<string> {
  const info = {
    apiVersion: plugin.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(plugin.cluster ? { cluster: plugin.cluster } : {}) },
  };
  const options = {
    env: { ...process.env, ...plugin.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL' as const,
    maxBuffer: MAX_OUTPUT_BYTES,
  };
  return new Promise((resolve, reject) => {
    execFile(plugin.command, plugin.args, options, (error, stdout) => {
      if (!error) return resolve(stdout);
      const cause = error.killed ? 'was stopped' : `failed with ${String(error.code)}`;
      reject(new KubeError('Unauthorized', `credential plugin ${plugin.command} ${cause}; run it by hand to see why`));
    });
  });
}

function parseAnswer(output: string, apiVersion: string): ExecAnswer | undefined {
  const parsed = parseJson(output) as { apiVersion?: unknown; status?: Record<string, unknown> } | undefined;
  const status = parsed?.status;
  if (typeof status !== 'object' || status === null || parsed?.apiVersion !== apiVersion) return undefined;
  const { token, clientCertificateData: certificate, clientKeyData: key, expirationTimestamp } = status;
  const credential: Credential = {};
  if (typeof token === 'string' && token !== '') credential.token = token;
  if (typeof certificate === 'string' && typeof key === 'string') credential.clientCertificate = { certificate, key };
  if (!credential.token && !credential.clientCertificate) return undefined;
  const expiresAt = typeof expirationTimestamp === 'string' ? Date.parse(expirationTimestamp) : NaN;
  return { credential, expiresAt: Number.isNaN(expiresAt) ? undefined : expiresAt };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
