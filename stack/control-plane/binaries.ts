import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { buildTool } from './build-tool';
import { isExecutable } from './executable';
import { cacheKey, moduleFolder, TOOL_RECIPES, type ToolName } from './tool-recipes';

/** Paths of the executables. */
export interface Binaries {
  kubeApiserver: string;
  etcd: string;
  registry: string;
}

export type OnProgress = (line: string) => void;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Finds or builds the programs of the control plane and the registry, one after the other. Takes minutes the first time
 * (a build of kube-apiserver uses every core), nothing afterwards. `KUBEBUILDER_ASSETS` replaces kube-apiserver and etcd.
 * Throws one message that says what to install when Go is missing, or the compiler's last lines.
 */
export async function ensureBinaries(onProgress: OnProgress, env: Environment = process.env): Promise<Binaries> {
  const etcd = await ensureBinary('etcd', onProgress, env);
  const registry = await ensureBinary('registry', onProgress, env);
  const kubeApiserver = await ensureBinary('kube-apiserver', onProgress, env);
  return { kubeApiserver, etcd, registry };
}

/** One program of `ensureBinaries`. */
export async function ensureBinary(
  name: ToolName,
  onProgress: OnProgress,
  env: Environment = process.env,
): Promise<string> {
  const assets = env['KUBEBUILDER_ASSETS'];
  if (assets && name !== 'registry') return findAsset(assets, name);
  const goMod = await readFile(join(moduleFolder(name), 'go.mod'), 'utf8');
  const folder = selectCacheFolder(env, homedir());
  const path = join(folder, cacheKey(TOOL_RECIPES[name], goMod, `${process.platform}/${process.arch}`));
  if (await isExecutable(path)) return path;
  await mkdir(folder, { recursive: true });
  await buildTool({ recipe: TOOL_RECIPES[name], goMod, path, onProgress, env });
  return path;
}

/** Where built programs are kept: `XDG_CACHE_HOME`, else `~/.cache`; a relative XDG path is ignored, as its specification says. */
export function selectCacheFolder(env: Environment, home: string): string {
  const wished = env['XDG_CACHE_HOME'];
  return join(wished?.startsWith('/') ? wished : join(home, '.cache'), 'kmm-preflight', 'bin');
}

async function findAsset(folder: string, name: ToolName): Promise<string> {
  const path = join(folder, name);
  if (await isExecutable(path)) return path;
  throw new Error(
    `KUBEBUILDER_ASSETS is ${folder}, but ${path} is no executable file; unset it or run setup-envtest again`,
  );
}
