import { readFileSync } from 'node:fs';

/** What a measured program is told, as JSON in the file that its only argument names. */
export interface ProgramInput {
  kubeconfig: string;
  server: string;
  caPem: string;
  token: string;
  registryHost: string;
  registryCaPem: string;
  kernelVersion: string;
  concurrency: number;
  /** For the floor with writes: the JSON of a report with `MODULE_NAME` wherever the Module's name stands. */
  reportTemplate?: string;
  /** Connections for those writes. */
  writeConnections?: number;
}

/** What it prints when it is done: the last line of its output, as JSON. */
export interface ProgramResult {
  /** The whole work, from the start of the list to the last answer; ms. */
  ms: number;
  /** The list's part of it; ms. */
  listMs: number;
  modules: number;
  peakRssMB: number;
  cpuSeconds: number;
}

/** Stands for a Module's name in a template of reports. */
export const MODULE_NAME = '@@MODULE@@';

/** Name of the floor's report of a Module: as long as the names of real ones. */
export function floorReportName(moduleName: string): string {
  return `${moduleName}-00000000`;
}

export function readProgramInput(): ProgramInput {
  return JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as ProgramInput;
}

/** Prints the result and ends the process: what keeps it alive (watches, connections) is no part of the work. */
export function finish(result: ProgramResult): void {
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
}

export function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
