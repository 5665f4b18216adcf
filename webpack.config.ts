import { join } from 'node:path';
import { ConsoleRemotePlugin } from '@openshift-console/dynamic-plugin-sdk-webpack';
import CopyWebpackPlugin from 'copy-webpack-plugin';
import type { Compiler, Configuration } from 'webpack';

/** Where the console plugin is: its manifest, scripts and translations. */
export const PLUGIN_FOLDER = join(__dirname, 'dist', 'plugin');

/**
 * Offers nothing to the console's share scope. PatternFly comes from the console when its version fits, else from our
 * fallback; offered as well, a newer copy here would win over the console's own, and its registration would be the
 * larger half of the entry script.
 */
const consumeOnly = {
  apply(compiler: Compiler): void {
    compiler.hooks.finishMake.intercept({
      register: (tap) => (tap.name === 'ProvideSharedPlugin' ? { ...tap, fn: () => Promise.resolve() } : tap),
    });
  },
};

/**
 * The build of the console plugin. Metadata is in package.json, extensions are in console-extensions.json. The folder
 * from which the process was started has to be this one: the SDK's plugin looks for both there.
 */
export function createWebpackConfig(): Configuration {
  return {
    mode: 'production',
    context: __dirname,
    // Everything that the console loads is an exposed module.
    entry: {},
    output: {
      path: PLUGIN_FOLDER,
      filename: '[name]-[contenthash:12].min.js',
      chunkFilename: '[name]-[contenthash:12].min.js',
      clean: true,
    },
    resolve: { extensions: ['.tsx', '.ts', '.js'] },
    module: {
      rules: [
        {
          test: /\.tsx?$/,
          exclude: /node_modules/,
          loader: require.resolve('swc-loader'),
          options: {
            jsc: {
              target: 'es2022',
              parser: { syntax: 'typescript', tsx: true },
              transform: { react: { runtime: 'automatic' } },
            },
          },
        },
      ],
    },
    plugins: [
      new ConsoleRemotePlugin(),
      consumeOnly,
      new CopyWebpackPlugin({ patterns: [{ from: join(__dirname, 'locales'), to: 'locales' }] }),
    ],
    optimization: {
      chunkIds: 'deterministic',
      // PatternFly as it is downloaded only by a console that does not share a version that fits. One chunk, because
      // the entry script, which every page load of the console fetches, has to name each one.
      splitChunks: {
        cacheGroups: {
          defaultVendors: false,
          fallback: { test: /node_modules[\\/](?!react[\\/])/, name: 'fallback', chunks: 'async', enforce: true },
          // The console does not share it, so every page brings it.
          jsx: { test: /node_modules[\\/]react[\\/]/, name: 'jsx', chunks: 'async', enforce: true },
        },
      },
    },
    performance: { hints: false },
    devtool: false,
  };
}
