import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { CONSOLE_MODULES } from './console-modules';

const ROOT = join(__dirname, '..', '..');
const SOURCE = join(__dirname, 'host');

/** Where the built page is. Part of the local stack, never of the product. */
export const HOST_FOLDER = join(ROOT, 'dist', 'console-host');

/** Packages whose parts a plugin asks for one by one, and takes from the console when the version fits. */
const DYNAMIC_PACKAGES = ['@patternfly/react-core', '@patternfly/react-icons', '@patternfly/react-table'] as const;
/** Packages of which there is exactly one, the console's. */
const SINGLETONS = [
  ...['@openshift/dynamic-plugin-sdk', '@openshift-console/dynamic-plugin-sdk', 'react', 'react-i18next'],
  ...['react-redux', 'react-router', 'redux', 'redux-thunk'],
];

/** Builds the host page. Throws when the SDK asks for a console module that nobody knows. */
export async function buildHost(): Promise<void> {
  await rm(HOST_FOLDER, { recursive: true, force: true });
  await mkdir(HOST_FOLDER, { recursive: true });
  await build({
    entryPoints: { main: join(SOURCE, 'main.tsx') },
    outdir: HOST_FOLDER,
    publicPath: '/static/',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    minify: true,
    keepNames: true,
    sourcemap: true,
    legalComments: 'none',
    loader: { '.scss': 'css', '.woff2': 'file', '.svg': 'file', '.jpg': 'file', '.png': 'file', '.ttf': 'file' },
    define: {
      'process.env.NODE_ENV': '"production"',
      SHARED_VERSIONS: JSON.stringify(await readVersions([...SINGLETONS, ...DYNAMIC_PACKAGES])),
      DYNAMIC_MODULES: JSON.stringify(await readDynamicModules()),
    },
    plugins: [consoleModules],
    logLevel: 'error',
  });
  await copyFile(join(SOURCE, 'index.html'), join(HOST_FOLDER, 'index.html'));
}

/** Puts the host's shims where the SDK expects the console's own code. */
const consoleModules: Plugin = {
  name: 'console-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@console\// }, ({ path }) => ({ path, namespace: 'console', sideEffects: true }));
    onLoad({ filter: /.*/, namespace: 'console' }, ({ path }) => printConsoleModule(path));
  },
};

/** An export that is not there throws when it is used, with its name, rather than being undefined somewhere. */
function printConsoleModule(path: string): { contents: string; resolveDir: string } {
  const { file, names = {} } = CONSOLE_MODULES[path] ?? {};
  const members = Object.entries(names).map(([name, local]) => `${name}: shim.${local}`);
  const contents = [
    ...(file === undefined ? [] : [`const shim = require('./${file}');`]),
    `const missing = (name) => () => { throw new Error('the console host has no ' + name + ' of ${path}'); };`,
    `const known = { ${members.join(', ')} };`,
    'module.exports = new Proxy(known, { get: (all, name) => all[name] ?? missing(String(name)) });',
  ];
  return { contents: contents.join('\n'), resolveDir: join(SOURCE, 'shims') };
}

async function readVersions(packages: readonly string[]): Promise<Record<string, string>> {
  const read = async (name: string): Promise<[string, string]> => {
    const { version } = JSON.parse(await readFile(packageFile(name, 'package.json'), 'utf8')) as { version: string };
    return [name, version];
  };
  return Object.fromEntries(await Promise.all(packages.map(read)));
}

/** Package → its folders that can be asked for, e.g. `dist/dynamic/components/Button`. */
async function readDynamicModules(): Promise<Record<string, string[]>> {
  const read = async (name: string): Promise<[string, string[]]> => {
    const map = JSON.parse(await readFile(packageFile(name, 'dist', 'dynamic-modules.json'), 'utf8')) as object;
    return [name, [...new Set(Object.values(map) as string[])]];
  };
  return Object.fromEntries(await Promise.all(DYNAMIC_PACKAGES.map(read)));
}

function packageFile(name: string, ...path: string[]): string {
  return join(ROOT, 'node_modules', name, ...path);
}
