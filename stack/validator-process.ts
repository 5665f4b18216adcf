import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { VALIDATOR_BUNDLE } from '../scripts/build-validator';
import type { GuardedProcess } from './control-plane/guarded-process';
import { selectFreePort } from './control-plane/loopback-port';
import { startOnFreePort } from './control-plane/started-program';
import { VALIDATOR_NAMESPACE } from './demo/validator-role';

export interface ValidatorStart {
  /** The bundle must be built already. */
  kubeconfig: string;
  runFolder: string;
  /** Further flags of the validator, each with its value. */
  flags?: readonly string[];
}

/** The validator as its own program, as it runs in a cluster. */
export interface ValidatorProcess {
  /** Addresses of the API, and of metrics and probes. */
  apiUrl: string;
  metricsUrl: string;
  logFile: string;
  process: GuardedProcess;
  /** SIGTERM, and SIGKILL when it takes longer than the validator allows itself. */
  stop(): Promise<void>;
}

/** The memory limits that the chart gives it. */
const NODE_FLAGS = ['--max-semi-space-size=4', '--max-old-space-size=128', '--v8-pool-size=2'];
const STOP_DEADLINE_MS = 11_000;

/** Starts the bundle with plain HTTP on loopback and waits until it is ready. Throws with the last lines of its log. */
export async function startValidatorProcess({
  kubeconfig,
  runFolder,
  flags = [],
}: ValidatorStart): Promise<ValidatorProcess> {
  const logFile = join(runFolder, 'validator.log');
  await rm(logFile, { force: true });
  const apiPort = await selectFreePort();
  const { port, process: child } = await startOnFreePort({
    name: 'validator',
    program: (metricsPort) => ({
      command: process.execPath,
      args: [
        ...NODE_FLAGS,
        VALIDATOR_BUNDLE,
        `--kubeconfig=${kubeconfig}`,
        `--namespace=${VALIDATOR_NAMESPACE}`,
        `--listen=127.0.0.1:${apiPort}`,
        `--metrics-listen=127.0.0.1:${metricsPort}`,
        ...flags,
      ],
      logFile,
    }),
    isReady: async (metricsPort) => {
      const answer = await request(`http://127.0.0.1:${metricsPort}/readyz`);
      await answer.body.dump();
      return answer.statusCode === 200;
    },
  });
  return {
    apiUrl: `http://127.0.0.1:${apiPort}`,
    metricsUrl: `http://127.0.0.1:${port}`,
    logFile,
    process: child,
    stop: () => stopGracefully(child),
  };
}

async function stopGracefully(child: GuardedProcess): Promise<void> {
  if (child.hasExited()) return;
  process.kill(child.pid, 'SIGTERM');
  await Promise.race([child.exited, sleep(STOP_DEADLINE_MS, undefined, { ref: false })]);
  await child.kill();
}
