import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parse } from 'yaml';
import { request } from 'undici';
import { parseCommand } from '../validator/config';
import type { KubeConfig } from '../validator/kube/cluster-access';
import type { Logger } from '../validator/ports';
import { startValidator } from '../validator/validator';
import type { TestControlPlane } from './cluster-client';

const LOOPBACK = ['--listen', '127.0.0.1:0', '--metrics-listen', '127.0.0.1:0'];
const NUMBER_LINE = /^(\w+)(\{.*\})? ([\d.e+-]+|NaN)$/;

export interface LogLine {
  level: 'debug' | 'info' | 'warn' | 'error';
  message: string;
  fields: object;
}

/** A running validator with its numbers and its log. */
export interface TestValidator {
  log: LogLine[];
  /** Sum over all samples of a metric without the prefix; `having` is a part of the labels' text. */
  metric(name: string, having?: string): Promise<number>;
  metricsText(): Promise<string>;
  /** Where metrics and probes are served. */
  readonly metricsUrl: string;
  ready(): Promise<boolean>;
  stop(): Promise<void>;
}

/** Starts a validator in this process; it works at once, without a Lease, unless `args` say so. */
export async function startTestValidator(
  plane: TestControlPlane,
  args: string[] = [],
  user = 'admin',
): Promise<TestValidator> {
  const command = parseCommand([...LOOPBACK, '--leader-elect', 'false', ...args], {});
  if (command.kind !== 'run') throw new Error('these arguments do not run the validator');
  const log: LogLine[] = [];
  const note = (level: LogLine['level']) => (fields: object, message: string) =>
    void log.push({ level, message, fields });
  const logger: Logger = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
  const kubeConfig = kubeConfigOf(plane, user);
  const validator = await startValidator({
    config: command.config,
    kubeConfig,
    env: {},
    version: '0.0.0-test',
    logger,
  });
  const numbers = readNumbers(plane, validator.metricsPort);
  return { log, ...numbers, stop: () => validator.stop() };
}

/** A validator in a process of its own, so that it can be killed. */
export interface ValidatorProcess extends Omit<TestValidator, 'log'> {
  pid: number;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts the bundle at `script` with a kubeconfig file; resolves when it says that it runs. */
export async function startValidatorProcess(
  plane: TestControlPlane,
  script: string,
  args: string[],
): Promise<ValidatorProcess> {
  const child = spawn(process.execPath, [script, ...LOOPBACK, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {},
  });
  const metricsPort = await readMetricsPort(child);
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  return {
    pid: child.pid ?? 0,
    ...readNumbers(plane, metricsPort),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

async function readMetricsPort(child: ChildProcess): Promise<number> {
  const lines: string[] = [];
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the validator ended with ${code}: ${lines.join('')}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      lines.push(chunk.toString());
      const port = /"metricsPort":(\d+)/.exec(lines.join(''))?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

function readNumbers(
  plane: TestControlPlane,
  port: number,
): Pick<TestValidator, 'metric' | 'metricsText' | 'metricsUrl' | 'ready'> {
  const metricsUrl = `http://127.0.0.1:${port}`;
  const metricsText = async (): Promise<string> => {
    const headers = { authorization: `Bearer ${plane.tokenFor('admin')}` };
    const { statusCode, body } = await request(`${metricsUrl}/metrics`, { headers });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`/metrics answered ${statusCode}: ${text}`);
    return text;
  };
  return {
    metricsUrl,
    metricsText,
    metric: async (name, having = '') => sumSamples(await metricsText(), `kmm_preflight_validator_${name}`, having),
    ready: async () => {
      const { statusCode, body } = await request(`${metricsUrl}/readyz`);
      await body.dump();
      return statusCode === 200;
    },
  };
}

function sumSamples(text: string, name: string, having: string): number {
  const samples = text.split('\n').map((line) => NUMBER_LINE.exec(line));
  return samples.reduce((sum, sample) => {
    const counts = sample?.[1] === name && (sample[2] ?? '').includes(having);
    return counts ? sum + Number(sample[3]) : sum;
  }, 0);
}

function kubeConfigOf(plane: TestControlPlane, user: string): KubeConfig {
  const file = parse(plane.kubeconfig(user)) as { clusters: { cluster: Record<string, string> }[] };
  const pem = Buffer.from(file.clusters[0]?.cluster['certificate-authority-data'] ?? '', 'base64').toString();
  return {
    server: plane.url,
    ca: { pem },
    skipVerify: false,
    credential: { type: 'token', token: plane.tokenFor(user) },
  };
}
