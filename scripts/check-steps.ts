import type { Step } from './steps';
import { commandStep } from './steps';

/** Each root has its own project, so that a global of another runtime is a type error. */
const PROJECTS = [
  'src/domain',
  'src/contract',
  'src/validator',
  'src/ui',
  'src/testing',
  'stack',
  'stack/console/host',
  'stack/console/testing/probe-plugin',
  'e2e',
  'bench',
  'scripts',
  'tsconfig.test.json',
  'tsconfig.ui-test.json',
];

/** Everything that needs no test runner: types, lint, format, arrows, dead code. */
export const CHECK_STEPS: Step[] = [
  ...PROJECTS.map((project) => commandStep(`types ${project}`, 'tsc', ['--project', project])),
  commandStep('lint', 'eslint', ['.', '--max-warnings', '0']),
  commandStep('format', 'prettier', ['--check', '--log-level', 'warn', '.']),
  commandStep('arrows', 'depcruise', ['src', 'stack', 'scripts', 'bench', 'e2e', '--config', '.dependency-cruiser.js']),
  commandStep('dead code', 'knip', []),
];
