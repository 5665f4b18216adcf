import fc from 'fast-check';
import type { Config } from './config';
import { ConfigError, describeFlags, isLoopback, parseCommand, parseDuration } from './config';

const LOOPBACK = ['--listen', '127.0.0.1:0', '--metrics-listen=127.0.0.1:0'];

function configOf(args: string[], env: Record<string, string> = {}): Config {
  const command = parseCommand([...LOOPBACK, ...args], env);
  if (command.kind !== 'run') throw new Error(`not a run: ${command.kind}`);
  return command.config;
}

describe('parseCommand', () => {
  it('has the defaults of the run contract', () => {
    expect(configOf([])).toMatchObject({
      mode: 'auto',
      imageCheck: 'registry',
      concurrency: 64,
      perHostConcurrency: 64,
      recheckIntervalMs: 300_000,
      transientDeadlineMs: 900_000,
      leaderElect: true,
      logLevel: 'info',
    });
  });

  it('takes --flag value, --flag=value and the environment, in this order of right', () => {
    const env = { KMM_PREFLIGHT_RECHECK_INTERVAL: '1m', KMM_PREFLIGHT_MODE: 'observer' };
    expect(configOf(['--recheck-interval', '2s'], env)).toMatchObject({ recheckIntervalMs: 2_000, mode: 'observer' });
    expect(configOf(['--leader-elect=false'])).toMatchObject({ leaderElect: false });
  });

  it.each([
    ['an unknown flag', ['--bogus', '1'], '--bogus'],
    ['a value that is none of the choices', ['--mode', 'both'], '--mode'],
    ['a boolean without a value', ['--leader-elect'], '--leader-elect'],
    ['a bad duration', ['--recheck-interval', '5 minutes'], '--recheck-interval'],
    ['a negative duration', ['--transient-deadline=-5m'], '--transient-deadline'],
    ['a bad number', ['--concurrency', '0'], '--concurrency'],
    ['a bad address', ['--listen', 'nowhere'], '--listen'],
    ['a port that is none', ['--listen', '127.0.0.1:70000'], '--listen'],
    ['a certificate without key', ['--tls-cert', 'a.pem'], '--tls-key'],
    ['an image check that does not exist yet', ['--image-check', 'node'], '--image-check'],
    ['an argument that is no flag', ['please'], 'please'],
  ])('refuses %s in one line that names it', (_name, args, named) => {
    const refuse = (): unknown => configOf(args);
    expect(refuse).toThrow(ConfigError);
    expect(refuse).toThrow(named);
    expect(refuse).not.toThrow(/\n/);
  });

  it('names the environment variable that is wrong', () => {
    expect(() => configOf([], { KMM_PREFLIGHT_LOG_LEVEL: 'loud' })).toThrow(/KMM_PREFLIGHT_LOG_LEVEL.*loud/);
  });

  it('serves plain HTTP on a loopback address only', () => {
    expect(() => parseCommand([], {})).toThrow(/--listen :9443 .*--tls-cert/);
    expect(() => parseCommand(['--listen', '[::1]:9443'], {})).toThrow(/--metrics-listen/);
    expect(parseCommand(['--tls-cert', 'c', '--tls-key', 'k'], {}).kind).toBe('run');
  });

  it('prints version and help without a cluster', () => {
    expect(parseCommand(['--version'], {}).kind).toBe('version');
    expect(parseCommand(['--help'], {}).kind).toBe('help');
    expect(describeFlags()).toContain('--recheck-interval');
  });
});

describe('isLoopback', () => {
  it.each([
    ['127.0.0.1', true],
    ['::1', true],
    ['localhost', true],
    ['', false],
    ['0.0.0.0', false],
    ['127.evil.example', false],
  ])('%s: %s', (host, expected) => {
    expect(isLoopback({ host, port: 1 })).toBe(expected);
  });
});

describe('parseDuration', () => {
  it.each([
    ['0', 0],
    ['2s', 2_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['300ms', 300],
    ['.5s', 500],
    ['5', undefined],
    ['-1s', undefined],
    ['1d', undefined],
    ['', undefined],
    ['s', undefined],
  ])('%s is %s ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it('never throws and never gives a negative or infinite time for short texts', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (text) => {
        const ms = parseDuration(text);
        expect(ms === undefined || ms >= 0).toBe(true);
      }),
    );
  });
});
