import type { Step } from './steps';
import { runSteps } from './steps';

/** Runs the steps, ends the output with the line `N passed, N failed`, and the process with 1 when anything failed. */
export function finish(steps: Step[]): void {
  runSteps(steps).then(
    ({ passed, failed }) => {
      process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
      process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
    },
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.stdout.write('\n0 passed, 1 failed\n');
      process.exitCode = 1;
    },
  );
}
