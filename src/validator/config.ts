import { parseArgs } from 'node:util';
import type { Mode } from '../domain/preflight/status-owner';

/** Where a server listens; host is empty for every address. */
export interface ListenAddress {
  host: string;
  port: number;
}

export type ImageCheck = 'registry';

/** Everything that can be set from outside; durations in milliseconds. */
export interface Config {
  kubeconfig: string | undefined;
  mode: Mode;
  namespace: string | undefined;
  listen: ListenAddress;
  metricsListen: ListenAddress;
  tlsCert: string | undefined;
  tlsKey: string | undefined;
  imageCheck: ImageCheck;
  concurrency: number;
  perHostConcurrency: number;
  recheckIntervalMs: number;
  transientDeadlineMs: number;
  leaderElect: boolean;
  logLevel: LogLevel;
}

const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A flag or environment variable that cannot be used; the process ends with exit code 2 and this one line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Flags with their defaults and what they mean, in the order of the help text. */
const FLAGS = {
  kubeconfig: {
    default: undefined,
    help: 'path of a kubeconfig; else the service account of the pod, else KUBECONFIG',
  },
  mode: {
    default: 'auto',
    help: 'auto, controller (write PVO status regardless of the KMM operator) or observer (never write it)',
  },
  namespace: { default: undefined, help: "home of the Lease; the service account's, else kmm-preflight" },
  listen: { default: ':9443', help: 'address of the HTTPS API' },
  'metrics-listen': { default: ':9444', help: 'address of /metrics, /healthz and /readyz' },
  'tls-cert': {
    default: undefined,
    help: 'PEM file, read again when it changes; plain HTTP is served on a loopback address only',
  },
  'tls-key': { default: undefined, help: 'PEM file of the key' },
  'image-check': { default: 'registry', help: 'registry: ask the registry' },
  concurrency: { default: '64', help: 'Modules that are checked at once' },
  'per-host-concurrency': { default: '64', help: 'upper bound of requests at once to one registry' },
  'recheck-interval': { default: '5m', help: 'failed Modules are looked at again this often; 0: never' },
  'transient-deadline': { default: '15m', help: 'a registry that cannot be reached for that long is a Failure' },
  'leader-elect': { default: 'true', help: 'only the holder of the Lease works; every replica serves the API' },
  'log-level': { default: 'info', help: LOG_LEVELS.join(', ') },
} as const;

type Flag = keyof typeof FLAGS;

/** What the arguments ask for: to run, or to print something and end. */
export type Command = { kind: 'run'; config: Config } | { kind: 'version' } | { kind: 'help' };

/** Arguments (without node and script) and environment → command. Throws ConfigError that names the flag. */
export function parseCommand(args: string[], env: Record<string, string | undefined>): Command {
  const values = parseFlags(args);
  if (values.version !== undefined) return { kind: 'version' };
  if (values.help !== undefined) return { kind: 'help' };
  const read = (flag: Flag): string | undefined => values[flag] ?? env[envName(flag)] ?? FLAGS[flag].default;
  return {
    kind: 'run',
    config: checkTls(parseConfig((flag) => ({ flag: sourceOf(flag, values[flag]), text: read(flag) }))),
  };
}

/** The help text: every flag with its default and environment variable. */
export function describeFlags(): string {
  const lines = Object.entries(FLAGS).map(
    ([flag, { default: initial, help }]) =>
      `  --${flag.padEnd(22)} ${help}${initial === undefined ? '' : ` (${initial})`}`,
  );
  return `kmm-preflight-validator [--flag value …]; each flag also as KMM_PREFLIGHT_<FLAG>\n${lines.join('\n')}\n  --version`;
}

interface Setting {
  /** How the person set it, for error messages. */
  flag: string;
  text: string | undefined;
}

type Read = (flag: Flag) => Setting;

function parseFlags(args: string[]): Record<string, string | undefined> {
  const strings = Object.fromEntries(Object.keys(FLAGS).map((flag) => [flag, { type: 'string' as const }]));
  const options = { ...strings, version: { type: 'boolean' as const }, help: { type: 'boolean' as const } };
  try {
    const { values } = parseArgs({ args, options, allowPositionals: false, strict: true });
    return Object.fromEntries(Object.entries(values).map(([flag, value]) => [flag, String(value)]));
  } catch (error) {
    throw new ConfigError((error as Error).message.split('\n')[0]);
  }
}

function envName(flag: string): string {
  return `KMM_PREFLIGHT_${flag.toUpperCase().replaceAll('-', '_')}`;
}

function sourceOf(flag: Flag, value: string | undefined): string {
  return value === undefined ? `${envName(flag)} (--${flag})` : `--${flag}`;
}

function parseConfig(read: Read): Config {
  return {
    kubeconfig: read('kubeconfig').text,
    mode: parseChoice(read('mode'), ['auto', 'controller', 'observer'] as const),
    namespace: read('namespace').text,
    listen: parseAddress(read('listen')),
    metricsListen: parseAddress(read('metrics-listen')),
    tlsCert: read('tls-cert').text,
    tlsKey: read('tls-key').text,
    imageCheck: parseChoice(read('image-check'), ['registry'] as const),
    concurrency: parseCount(read('concurrency')),
    perHostConcurrency: parseCount(read('per-host-concurrency')),
    recheckIntervalMs: parseSetting(read('recheck-interval')),
    transientDeadlineMs: parseSetting(read('transient-deadline')),
    leaderElect: parseChoice(read('leader-elect'), ['true', 'false'] as const) === 'true',
    logLevel: parseChoice(read('log-level'), LOG_LEVELS),
  };
}

function parseChoice<T extends string>({ flag, text }: Setting, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw new ConfigError(`${flag}: ${JSON.stringify(text)} is none of ${choices.join(', ')}`);
  return choice;
}

function parseCount({ flag, text }: Setting): number {
  if (!/^[1-9]\d{0,4}$/.test(text ?? ''))
    throw new ConfigError(`${flag}: ${JSON.stringify(text)} is no number from 1 to 99999`);
  return Number(text);
}

function parseAddress({ flag, text }: Setting): ListenAddress {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:[\]]*):(\d{1,5})$/.exec(text ?? '');
  const port = Number(match?.[2]);
  if (!match || port > 65_535)
    throw new ConfigError(`${flag}: ${JSON.stringify(text)} is no address like :9443 or 127.0.0.1:9443`);
  return { host: (match[1] ?? '').replace(/^\[|\]$/g, ''), port };
}

const UNIT_MS: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A duration as Go writes it (`2s`, `1h30m`, `1.5h`, `0`) in milliseconds; undefined when it is none or negative. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  if (
    text.length > 64 ||
    !/^\+?(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))*$/.test(text)
  )
    return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)/g);
  return [...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_MS[unit ?? ''] ?? 0), 0);
}

function parseSetting({ flag, text }: Setting): number {
  const ms = parseDuration(text ?? '');
  if (ms === undefined) throw new ConfigError(`${flag}: ${JSON.stringify(text)} is no duration like 2s, 5m or 0`);
  return ms;
}

/** True for an address that only this machine can reach. */
export function isLoopback({ host }: ListenAddress): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function checkTls(config: Config): Config {
  if ((config.tlsCert === undefined) !== (config.tlsKey === undefined)) {
    throw new ConfigError('--tls-cert and --tls-key are set together or not at all');
  }
  for (const [flag, address] of [
    ['--listen', config.listen],
    ['--metrics-listen', config.metricsListen],
  ] as const) {
    if (config.tlsCert === undefined && !isLoopback(address)) {
      throw new ConfigError(
        `${flag} ${address.host}:${address.port} is no loopback address and needs --tls-cert and --tls-key`,
      );
    }
  }
  return config;
}
