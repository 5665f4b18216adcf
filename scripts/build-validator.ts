import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(__dirname, '..');

/** Where the bundle is: one file, with its source map beside it. */
export const VALIDATOR_BUNDLE = join(ROOT, 'dist', 'validator', 'main.cjs');

/** Bundles the validator for Node 20 and later into one CommonJS file. */
export async function buildValidator(): Promise<void> {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  await build({
    entryPoints: [join(ROOT, 'src', 'validator', 'main.ts')],
    outfile: VALIDATOR_BUNDLE,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // Shorter names would save little and cost readable stack traces; keeping them by wrapping costs CPU.
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: 'external',
    legalComments: 'none',
    banner: { js: '#!/usr/bin/env node' },
    define: { VALIDATOR_VERSION: JSON.stringify(version) },
    logLevel: 'warning',
  });
}
