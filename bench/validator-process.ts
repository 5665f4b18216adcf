import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { VALIDATOR_BUNDLE } from '../scripts/build-validator';
import { tailOf } from '../stack/control-plane/guarded-process';
import type { BenchCluster } from './bench-cluster';
import { nodeFlags, startNode } from './measured-program';
import { readProcessCost, type ProcessCost } from './process-cost';

/** A running validator, as it is shipped. */
export interface ValidatorProcess {
  cost(): ProcessCost;
  metrics(): Promise<ValidatorCounters>;
  /** SIGTERM, and waits until it is gone. */
  stop(): Promise<void>;
}

/** Counters of `/metrics`. */
export interface ValidatorCounters {
  /** Objects written, by kind, without failed attempts. */
  writes: Record<string, number>;
  failedWrites: number;
  /** Looks at Modules. */
  checks: number;
}

const READY_DEADLINE_MS = 60_000;
const POLL_MS = 50;

/** Starts the bundle as the admin and waits until it is ready: caches filled, Lease held. Throws with the end of its log. */
export async function startValidator(
  cluster: BenchCluster,
  profileFolder: string | undefined,
): Promise<ValidatorProcess> {
  const logFile = join(cluster.folder, `validator-${performance.now()}.log`);
  const flags = {
    kubeconfig: cluster.kubeconfig,
    namespace: 'kmm-preflight',
    listen: '127.0.0.1:0',
    'metrics-listen': '127.0.0.1:0',
  };
  const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
  const program = await startNode([...nodeFlags(profileFolder), VALIDATOR_BUNDLE, ...args], logFile);
  const deadline = performance.now() + READY_DEADLINE_MS;
  while (!(await isReady(logFile))) {
    if (program.hasExited() || performance.now() > deadline) {
      await program.kill();
      throw new Error(`the validator does not get ready:\n${tailOf(logFile)}`);
    }
    await sleep(POLL_MS);
  }
  return {
    cost: () => readProcessCost(program.pid),
    metrics: async () => parseCounters(await fetchMetrics(logFile, cluster.controlPlane.adminToken)),
    stop: async () => {
      if (!program.hasExited()) process.kill(program.pid, 'SIGTERM');
      await program.exited;
    },
  };
}

/** How many objects of each kind were written, in words. */
export function printWrites({ writes, failedWrites }: ValidatorCounters): string {
  const kinds = Object.entries(writes).map(([kind, count]) => `${count} ${kind}`);
  return `${kinds.join(', ')}, ${failedWrites} failed`;
}

/** Ready is said also without the Lease, so that one is asked for as well. */
async function isReady(logFile: string): Promise<boolean> {
  const port = readMetricsPort(logFile);
  if (port === undefined) return false;
  const { statusCode, body } = await request(`http://127.0.0.1:${port}/readyz`);
  await body.dump();
  return statusCode === 200;
}

async function fetchMetrics(logFile: string, token: string): Promise<string> {
  const url = `http://127.0.0.1:${readMetricsPort(logFile) ?? 0}/metrics`;
  const { statusCode, body } = await request(url, { headers: { authorization: `Bearer ${token}` } });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`the validator answered ${statusCode} to /metrics: ${text.slice(0, 300)}`);
  return text;
}

function readMetricsPort(logFile: string): number | undefined {
  const port = /"metricsPort":(\d+)/.exec(readFileSync(logFile, 'utf8'))?.[1];
  return port === undefined ? undefined : Number(port);
}

function parseCounters(text: string): ValidatorCounters {
  const counters: ValidatorCounters = { writes: {}, failedWrites: 0, checks: 0 };
  for (const [, name, labels = '', value] of text.matchAll(/^kmm_preflight_validator_(\w+)\{(.*)\} (\d+)$/gm)) {
    if (name === 'checks_total') counters.checks += Number(value);
    if (name !== 'writes_total') continue;
    const kind = /kind="(\w+)"/.exec(labels)?.[1] ?? '';
    if (labels.includes('outcome="ok"')) counters.writes[kind] = Number(value);
    else counters.failedWrites += Number(value);
  }
  return counters;
}
