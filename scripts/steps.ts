import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How many things a step found in order, and how many not. */
export interface StepResult {
  passed: number;
  failed: number;
}

/** One part of `npm test`, with a name for people. */
export interface Step {
  name: string;
  run(): Promise<StepResult>;
}

/** A step that passes when a command exits with 0; its output is shown as it comes. */
export function commandStep(name: string, command: string, args: string[]): Step {
  return {
    name,
    async run() {
      const code = await runCommand(command, args);
      return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
    },
  };
}

/** A step that runs one jest project and counts its tests; a suite that cannot run counts as one failure. */
export function jestStep(project: string, args: string[] = []): Step {
  return {
    name: `jest ${project}`,
    async run() {
      const folder = await mkdtemp(join(tmpdir(), 'kmm-preflight-jest-'));
      const outputFile = join(folder, 'result.json');
      try {
        const code = await runCommand('jest', [
          '--selectProjects',
          project,
          '--json',
          '--outputFile',
          outputFile,
          ...args,
        ]);
        return countTests(await readFile(outputFile, 'utf8').catch(() => ''), code);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

interface JestResult {
  numPassedTests?: number;
  numFailedTests?: number;
  numRuntimeErrorTestSuites?: number;
}

/** Jest's JSON result and exit code → counts. No result, or failure without a failed test, is one failure. */
export function countTests(json: string, exitCode: number): StepResult {
  if (json === '') return { passed: 0, failed: 1 };
  const result = JSON.parse(json) as JestResult;
  const failed = (result.numFailedTests ?? 0) + (result.numRuntimeErrorTestSuites ?? 0);
  return { passed: result.numPassedTests ?? 0, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}

/** Runs all steps, also after a failed one, and returns the sum. */
export async function runSteps(steps: Step[]): Promise<StepResult> {
  const sum: StepResult = { passed: 0, failed: 0 };
  const failures: string[] = [];
  for (const { name, run } of steps) {
    const startedAt = Date.now();
    process.stdout.write(`\n── ${name}\n`);
    const { passed, failed } = await run();
    sum.passed += passed;
    sum.failed += failed;
    if (failed > 0) failures.push(name);
    process.stdout.write(
      `── ${name}: ${passed} passed, ${failed} failed (${((Date.now() - startedAt) / 1000).toFixed(1)} s)\n`,
    );
  }
  if (failures.length > 0) process.stdout.write(`\nFailed: ${failures.join(', ')}\n`);
  return sum;
}

/** Runs a program of node_modules/.bin (npm puts it on the PATH) and returns its exit code. */
function runCommand(command: string, args: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    // Jest and the linters write their findings to stderr; one stream keeps them in order.
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
