import { PLUGIN_FOLDER } from '../webpack.config';
import { buildPlugin } from './build-plugin';
import { buildValidator, VALIDATOR_BUNDLE } from './build-validator';

async function buildAll(): Promise<void> {
  await buildValidator();
  process.stdout.write(`built ${VALIDATOR_BUNDLE}\n`);
  await buildPlugin();
  process.stdout.write(`built ${PLUGIN_FOLDER}\n`);
}

buildAll().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
