import type { Stats } from 'webpack';
import webpack from 'webpack';
import { createWebpackConfig } from '../webpack.config';

/** Builds the console plugin into `dist/plugin`. Rejects with webpack's own words. */
export async function buildPlugin(): Promise<void> {
  // The SDK's plugin names the entry script by it.
  process.env['NODE_ENV'] = 'production';
  const stats = await new Promise<Stats>((resolve, reject) => {
    webpack(createWebpackConfig(), (error, result) => {
      if (result) resolve(result);
      else reject(error ?? new Error('webpack gave no result'));
    });
  });
  if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true, errorDetails: true }));
}
