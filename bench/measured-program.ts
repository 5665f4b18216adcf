import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { startGuarded, tailOf, type GuardedProcess } from '../stack/control-plane/guarded-process';
import type { BenchCluster } from './bench-cluster';
import type { ProgramInput, ProgramResult } from './programs/program-input';
import { countBetween, type RegistryCount } from './registry-child';
import { CONCURRENCY, KERNEL_VERSION } from './workload';

const OUTPUT = join(__dirname, '..', 'dist', 'bench');

/** How everybody who is measured runs: V8's defaults let young objects pile up on a machine with much memory. */
export const V8_FLAGS: readonly string[] = ['--max-semi-space-size=4', '--max-old-space-size=128', '--v8-pool-size=2'];

/** A program's own figures, and what the registry saw of it. */
export type Measurement = Omit<ProgramResult, 'listMs'> & RegistryCount & { listMs?: number };

export type ProgramName = 'verdicts' | 'floor';

/** Bundles the measured programs as the validator is bundled, so that no loader is measured; readable where a profile is taken. */
export async function buildPrograms({ readable }: { readable: boolean }): Promise<void> {
  const entryPoints = (['verdicts', 'floor'] as const).map((name) => join(__dirname, 'programs', `${name}.ts`));
  await build({
    entryPoints,
    outdir: OUTPUT,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    minifyWhitespace: !readable,
    minifySyntax: true,
    sourcemap: 'external',
    legalComments: 'none',
    logLevel: 'warning',
  });
}

/** Flags for Node; with a folder for profiles, also those that write a CPU profile into it. */
export function nodeFlags(profileFolder: string | undefined): string[] {
  return [...V8_FLAGS, ...(profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`])];
}

/** Runs one program to its end. Throws with the end of its output when it fails. */
export async function runProgram(
  name: ProgramName,
  cluster: BenchCluster,
  extra: Partial<ProgramInput> & { profileFolder?: string | undefined } = {},
): Promise<Measurement> {
  const { profileFolder, ...input } = extra;
  const folder = join(cluster.folder, `${name}-${performance.now()}`);
  await mkdir(folder);
  const [inputFile, logFile] = [join(folder, 'input.json'), join(folder, 'log')];
  await writeFile(inputFile, JSON.stringify({ ...commonInput(cluster), ...input }), { mode: 0o600 });
  const before = await cluster.registry.count();
  const program = await startNode([...nodeFlags(profileFolder), join(OUTPUT, `${name}.cjs`), inputFile], logFile);
  const code = await program.exited;
  if (code !== 0) throw new Error(`the program ${name} ended with exit code ${code}:\n${tailOf(logFile)}`);
  const lines = (await readFile(logFile, 'utf8')).trimEnd().split('\n');
  const result = JSON.parse(lines.at(-1) ?? '') as ProgramResult;
  return { ...result, ...countBetween(before, await cluster.registry.count()) };
}

/** Node under a guard: it ends with this process. */
export function startNode(args: string[], logFile: string): Promise<GuardedProcess> {
  return startGuarded({ command: process.execPath, args, logFile });
}

function commonInput({ controlPlane, registry, kubeconfig }: BenchCluster): ProgramInput {
  return {
    kubeconfig,
    server: controlPlane.url,
    caPem: controlPlane.caPem,
    token: controlPlane.adminToken,
    registryHost: registry.host,
    registryCaPem: registry.caPem,
    kernelVersion: KERNEL_VERSION,
    concurrency: CONCURRENCY,
  };
}
