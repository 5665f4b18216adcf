import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildValidator } from '../scripts/build-validator';
import { isMiss, printJudgement, type BenchOptions, type Judgement } from './bench-result';
import { buildPrograms } from './measured-program';
import { runEndToEnd } from './end-to-end';
import { runOneChange } from './one-change';
import { runVerdicts } from './verdicts';

/** `bench/run.ts [name …] [--scale 1] [--rounds 3] [--profile <folder>]`: exit code 1 when a bar is missed, 2 when it cannot run. */
const BENCHES: Record<string, (options: BenchOptions) => Promise<Judgement[]>> = {
  verdicts: runVerdicts,
  'end-to-end': runEndToEnd,
  'one-change': runOneChange,
};

async function main(): Promise<number> {
  const { names, options } = parseCommandLine();
  if (options.profileFolder !== undefined) await mkdir(options.profileFolder, { recursive: true });
  await Promise.all([buildPrograms({ readable: options.profileFolder !== undefined }), buildValidator()]);
  let misses = 0;
  for (const name of names) {
    const judgements = (await BENCHES[name]?.(options)) ?? [];
    for (const judgement of judgements) options.print(printJudgement(judgement));
    misses += judgements.filter(isMiss).length;
  }
  options.print(misses === 0 ? 'no bar missed' : `${misses} missed`);
  return misses === 0 ? 0 : 1;
}

function parseCommandLine(): { names: string[]; options: BenchOptions } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      scale: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '3' },
      profile: { type: 'string' },
    },
  });
  const unknown = positionals.find((name) => !(name in BENCHES));
  if (unknown !== undefined) throw new Error(`${unknown} is none of ${Object.keys(BENCHES).join(', ')}`);
  const [scale, rounds] = [Number(values.scale), Number(values.rounds)];
  if (!(scale > 0 && scale <= 1)) throw new Error('--scale is a number above 0 and at most 1');
  if (!(Number.isInteger(rounds) && rounds > 0)) throw new Error('--rounds is a whole number above 0');
  const profileFolder = values.profile === undefined ? undefined : resolve(values.profile);
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const names = positionals.length === 0 ? Object.keys(BENCHES) : positionals;
  return { names, options: { scale, rounds, profileFolder, print } };
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(2);
  },
);
