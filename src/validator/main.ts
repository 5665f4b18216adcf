import { pino } from 'pino';
import { ConfigError, describeFlags, parseCommand } from './config';
import { KubeConfigError } from './kube/cluster-access';
import { loadKubeConfig } from './kube/kube-config';
import { startValidator } from './validator';

declare const VALIDATOR_VERSION: string | undefined;

const EXIT_USAGE = 2;
/** After SIGTERM everything must be over in this time; ms. */
const STOP_DEADLINE_MS = 10_000;

const version = typeof VALIDATOR_VERSION === 'string' ? VALIDATOR_VERSION : '0.0.0-dev';

async function main(): Promise<void> {
  const command = parseCommand(process.argv.slice(2), process.env);
  if (command.kind !== 'run') {
    process.stdout.write(`${command.kind === 'version' ? version : describeFlags()}\n`);
    return;
  }
  const { config } = command;
  // Synchronous: an asynchronous destination loses the last lines on exit.
  const redact = ['*.authorization', '*.password', '*.token', '*.auth'];
  const logger = pino({ level: config.logLevel, redact, base: { version } }, pino.destination({ sync: true }));
  const kubeConfig = loadKubeConfig({
    env: process.env,
    ...(config.kubeconfig !== undefined && { kubeconfig: config.kubeconfig }),
  });
  const validator = await startValidator({ config, kubeConfig, env: process.env, version, logger });
  logger.info(
    { apiPort: validator.apiPort, metricsPort: validator.metricsPort, server: kubeConfig.server },
    'the validator runs',
  );
  const stop = (signal: string): void => {
    logger.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
    validator.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));
}

main().catch((error: unknown) => {
  const usage = error instanceof ConfigError || error instanceof KubeConfigError;
  process.stderr.write(`kmm-preflight-validator: ${usage ? error.message : String((error as Error).stack ?? error)}\n`);
  process.exit(usage ? EXIT_USAGE : 1);
});
