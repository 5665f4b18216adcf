import { mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isExecutable } from './executable';
import { acquireBuildLock } from './build-lock';
import { startGuarded, tailOf } from './guarded-process';
import { moduleFolder, parseRequiredVersion, selectBuildArguments, type ToolRecipe } from './tool-recipes';

export interface ToolBuild {
  recipe: ToolRecipe;
  goMod: string;
  /** Where the program has to be afterwards. */
  path: string;
  onProgress(line: string): void;
  env: Readonly<Record<string, string | undefined>>;
}

const STILL_BUILDING_MS = 30_000;

/** Builds a program unless another process is just doing it, in which case that build is awaited. */
export async function buildTool(build: ToolBuild): Promise<void> {
  const { recipe, path, onProgress } = build;
  const announce = (holder: number) => onProgress(`${recipe.name} is being built by process ${holder}; waiting for it`);
  const lock = await acquireBuildLock(`${path}.lock`, announce);
  try {
    if (!(await isExecutable(path))) await runBuild(build);
  } finally {
    await lock.release();
  }
}

/** What to tell somebody whose machine has no `go`. */
export function missingGoMessage(recipe: ToolRecipe): string {
  const alternative =
    recipe.name === 'registry'
      ? ''
      : ' Or let setup-envtest fetch kube-apiserver and etcd and set KUBEBUILDER_ASSETS to their folder: then neither is built.';
  return `Go is needed to build ${recipe.name} and was not found in PATH. Install Go 1.25 or later (https://go.dev/dl).${alternative}`;
}

async function runBuild({ recipe, goMod, path, onProgress, env }: ToolBuild): Promise<void> {
  const version = parseRequiredVersion(goMod, recipe.module);
  // Beside its place, so that the rename never crosses file systems.
  const scratch = await mkdtemp(join(dirname(path), '.build-'));
  const output = join(scratch, recipe.name);
  const startedAt = performance.now();
  onProgress(`building ${recipe.name} ${version}, once (usually ${recipe.usually} on two cores)`);
  const ticker = setInterval(
    () => onProgress(`still building ${recipe.name}, ${secondsSince(startedAt)} s`),
    STILL_BUILDING_MS,
  );
  try {
    await runGo(recipe, selectBuildArguments(recipe, version, output), join(scratch, 'build.log'), env);
    await rename(output, path);
    onProgress(`built ${recipe.name} ${version} in ${secondsSince(startedAt)} s`);
  } finally {
    clearInterval(ticker);
    await rm(scratch, { recursive: true, force: true });
  }
}

async function runGo(recipe: ToolRecipe, args: string[], logFile: string, env: ToolBuild['env']): Promise<void> {
  const go = await findInPath('go', env['PATH']);
  if (go === undefined) throw new Error(missingGoMessage(recipe));
  const compiler = await startGuarded({
    command: go,
    args,
    logFile,
    cwd: moduleFolder(recipe.name),
    // A workspace file in a folder above must not change what is built.
    env: { CGO_ENABLED: '0', GOWORK: 'off' },
  });
  const code = await compiler.exited;
  if (code !== 0) throw new Error(`building ${recipe.name} failed with exit code ${code}:\n${tailOf(logFile)}`);
}

async function findInPath(command: string, path = ''): Promise<string | undefined> {
  for (const folder of path.split(':').filter((part) => part !== '')) {
    const candidate = join(folder, command);
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

function secondsSince(start: number): number {
  return Math.round((performance.now() - start) / 1000);
}
