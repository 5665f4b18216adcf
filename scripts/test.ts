import { CHECK_STEPS } from './check-steps';
import { finish } from './finish';
import { commandStep, jestStep } from './steps';

finish([
  ...CHECK_STEPS,
  commandStep('build', 'node', ['--import', 'tsx', 'scripts/build.ts']),
  commandStep('control-plane programs', 'node', ['--import', 'tsx', 'scripts/prepare.ts']),
  commandStep('plugin bundle', 'node', ['--import', 'tsx', 'scripts/check-bundle.ts']),
  jestStep('unit'),
  jestStep('ui'),
  // Each suite starts an API server of its own; two at once on two cores make each other's deadlines.
  jestStep('cluster', ['--runInBand']),
  jestStep('e2e', ['--runInBand']),
]);
