import { PLUGIN_FOLDER } from '../webpack.config';
import { checkPluginBundle, readPluginBundle } from './plugin-bundle';

/** Fails when the plugin that was built last brings what the console has, or has grown too large. */
async function checkBundle(): Promise<void> {
  const findings = checkPluginBundle(await readPluginBundle(PLUGIN_FOLDER));
  for (const finding of findings) process.stderr.write(`${finding}\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}

checkBundle().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
