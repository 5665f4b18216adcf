import { ensureBinaries } from '../stack/control-plane/binaries';

/** Builds the control plane's programs before the tests that need them: a first build takes longer than any test may. */
ensureBinaries((line) => process.stdout.write(`${line}\n`)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
