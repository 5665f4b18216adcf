import { buildValidator, VALIDATOR_BUNDLE } from './build-validator';

buildValidator().then(
  () => process.stdout.write(`built ${VALIDATOR_BUNDLE}\n`),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
