import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ControlPlane } from '../control-plane/control-plane';
import type { ValidatorProcess } from '../validator-process';
import { startBridge, type Bridge } from './bridge';
import { serveFolder } from './serve-folder';
import { buildHost, HOST_FOLDER } from './build-host';

/** What the console stands in front of. */
export interface ConsoleSite {
  controlPlane: Pick<ControlPlane, 'url' | 'caPem' | 'tokenFor'>;
  validator: Pick<ValidatorProcess, 'apiUrl'>;
}

/** Names of the two users. */
export interface ConsoleUsers {
  admin: string;
  fewRights: string;
}

/** A plugin as it is built: its name and the folder with `plugin-manifest.json`. */
export interface BuiltPlugin {
  name: string;
  folder: string;
}

/** The console of two users, each at an origin of its own. */
export interface RunningConsole {
  urls: { admin: string; fewRights: string };
  /** The plugin's files, for another console's `--plugins`. */
  pluginUrl: string;
  stop(): Promise<void>;
}

export const CONSOLE_USERS: ConsoleUsers = { admin: 'admin', fewRights: 'few-rights' };

/** The project's own plugin. */
export const PLUGIN: BuiltPlugin = {
  name: 'kmm-preflight',
  folder: join(__dirname, '..', '..', 'dist', 'plugin'),
};

/** Builds the host page and serves it with the plugin, on loopback. Throws when the plugin is not built. */
export async function startConsole(
  { controlPlane, validator }: ConsoleSite,
  users: ConsoleUsers,
  plugin: BuiltPlugin = PLUGIN,
): Promise<RunningConsole> {
  if (!existsSync(join(plugin.folder, 'plugin-manifest.json'))) {
    throw new Error(`the console plugin is not built: there is no ${join(plugin.folder, 'plugin-manifest.json')}`);
  }
  await buildHost();
  const serve = (user: string): Promise<Bridge> =>
    startBridge({
      apiServer: controlPlane,
      token: controlPlane.tokenFor(user),
      validatorUrl: validator.apiUrl,
      plugin,
      hostFolder: HOST_FOLDER,
    });
  const [admin, fewRights, files] = await Promise.all([
    serve(users.admin),
    serve(users.fewRights),
    serveFolder(plugin.folder),
  ]);
  return {
    urls: { admin: admin.url, fewRights: fewRights.url },
    pluginUrl: files.url,
    stop: async () => {
      await Promise.all([admin.stop(), fewRights.stop(), files.stop()]);
    },
  };
}
