import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { listUnsupportedExports } from '../stack/console/console-modules';
import { PLUGIN } from '../stack/console/console';
import { listUnsupportedTypes, SUPPORTED_EXTENSION_TYPES } from '../stack/console/host/extension-types';
import { PROBE_EXTENSIONS } from '../stack/console/testing/probe-extensions';

/** The host has what the plugin uses, and no extension type that nothing uses. Reads the plugin as it was built. */

const ROOT = join(__dirname, '..');
const UI = join(ROOT, 'src', 'ui');
const SDK = '@openshift-console/dynamic-plugin-sdk';
const SDK_FOLDER = join(ROOT, 'node_modules', SDK);
const IMPORT = new RegExp(`import (?:type )?\\{([^}]*)\\} from '${SDK}'`, 'g');

const manifest = JSON.parse(readFileSync(join(PLUGIN.folder, 'plugin-manifest.json'), 'utf8')) as {
  name: string;
  dependencies: Record<string, string>;
  extensions: { type: string }[];
};

/** Names that the sources take from the SDK, types left out. */
function listUsedExports(): string[] {
  const files = readdirSync(UI, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
  const sources = files.map((file) => readFileSync(join(UI, file), 'utf8'));
  const lists = sources.flatMap((source) => [...source.matchAll(IMPORT)].map(([, names = '']) => names));
  const names = lists.flatMap((list) => list.split(',').map((name) => name.trim()));
  return [...new Set(names)].filter((name) => name !== '' && !name.startsWith('type '));
}

/** Names that are there at run time, which the SDK's types do not promise. */
async function listSdkExports(): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join(SDK_FOLDER, 'lib', 'lib-core.js')],
    ...{ bundle: true, write: false, metafile: true, format: 'esm', packages: 'external', outdir: 'unused' },
    loader: { '.scss': 'empty' },
    logLevel: 'silent',
  });
  return Object.values(metafile.outputs).flatMap(({ exports }) => exports);
}

test('every extension type of the plugin is one that the host knows', () => {
  expect(manifest.name).toBe(PLUGIN.name);
  expect(manifest.extensions.length).toBeGreaterThan(0);
  expect(listUnsupportedTypes(manifest.extensions)).toEqual([]);
  expect(listUnsupportedTypes([{ type: 'console.alert-action' }])).toEqual(['console.alert-action']);
});

test('every export of the SDK that the plugin uses is one that the host has', async () => {
  const used = listUsedExports();
  const there = await listSdkExports();
  const api = ['core-api.js', 'console-fetch.js'].map((file) => join(SDK_FOLDER, 'lib', 'api', file));
  const unsupported = api.flatMap((path) => listUnsupportedExports(readFileSync(path, 'utf8')));
  expect(used).toContain('useK8sWatchResource');
  expect(used.filter((name) => unsupported.includes(name) || !there.includes(name))).toEqual([]);
});

test('the host knows no extension type that neither the plugin nor the probe uses', () => {
  const used = [...manifest.extensions, ...PROBE_EXTENSIONS].map(({ type }) => type);
  expect(SUPPORTED_EXTENSION_TYPES.filter((type) => !used.includes(type))).toEqual([]);
});
