import { ConsoleRemotePlugin } from '@openshift-console/dynamic-plugin-sdk-webpack';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { webpack, type Configuration } from 'webpack';
import type { BuiltPlugin } from '../console';
import { PROBE_EXTENSIONS } from './probe-extensions';

const SOURCE = join(__dirname, 'probe-plugin');
const NAME = 'probe';

/** Builds a tiny plugin into a folder, in the way in which real ones are built. Must run in the project's folder. */
export async function buildProbe(folder: string): Promise<BuiltPlugin> {
  const plugin = new ConsoleRemotePlugin({
    pluginMetadata: {
      name: NAME,
      version: '0.0.1',
      displayName: 'Probe',
      exposedModules: { page: join(SOURCE, 'probe-page.tsx') },
      dependencies: { '@console/pluginAPI': '>=4.22.0-0' },
    },
    extensions: PROBE_EXTENSIONS,
  });
  await runWebpack({
    mode: 'development',
    devtool: false,
    entry: {},
    context: SOURCE,
    output: { path: folder, filename: '[name].js', chunkFilename: '[name]-chunk.js' },
    resolve: { extensions: ['.tsx', '.ts', '.js'] },
    module: { rules: [{ test: /\.tsx?$/, use: { loader: 'swc-loader', options: SWC } }] },
    plugins: [plugin],
    infrastructureLogging: { level: 'error' },
  });
  await cp(join(SOURCE, 'locales'), join(folder, 'locales'), { recursive: true });
  return { name: NAME, folder };
}

const SWC = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', tsx: true },
    transform: { react: { runtime: 'automatic' } },
  },
};

function runWebpack(configuration: Configuration): Promise<void> {
  return new Promise((resolve, reject) => {
    webpack(configuration, (error, stats) => {
      if (error) reject(error);
      else if (stats?.hasErrors()) reject(new Error(stats.toString({ all: false, errors: true })));
      else resolve();
    });
  });
}
