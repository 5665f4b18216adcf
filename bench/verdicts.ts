import { startBenchCluster } from './bench-cluster';
import { judgeRounds, printMeasurement, type BenchOptions, type Judgement } from './bench-result';
import { runProgram, type Measurement } from './measured-program';

const MODULES = 5_000;
const RATIO_BAR = 1.3;

/** Verdicts only: list, registry, judgement, against a bare loop with the same list and the same requests. */
export async function runVerdicts(options: BenchOptions): Promise<Judgement[]> {
  const { scale, rounds, profileFolder, print } = options;
  const modules = Math.ceil(MODULES * scale);
  print(`verdicts: ${modules} Modules with an image each; nothing is written`);
  const cluster = await startBenchCluster(modules);
  try {
    const ours: Measurement[] = [];
    const floor: Measurement[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      ours.push(await runProgram('verdicts', cluster, { profileFolder }));
      floor.push(await runProgram('floor', cluster));
      print(printMeasurement(`ours, ${round}`, ours.at(-1) as Measurement));
      print(printMeasurement(`floor, ${round}`, floor.at(-1) as Measurement));
    }
    return judgeRounds({ ours, floor }, RATIO_BAR, options);
  } finally {
    await cluster.stop();
  }
}
