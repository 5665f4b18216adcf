import { startBenchCluster } from './bench-cluster';
import { medianOf, printMeasurement, type BenchOptions, type Judgement } from './bench-result';
import { runProgram, type Measurement } from './measured-program';

const MODULES = 5_000;
const RATIO_BAR = 1.3;
const MEMORY_BAR_MB = 150;

/** Verdicts only: list, registry, judgement, against a bare loop with the same list and the same requests. */
export async function runVerdicts({ scale, rounds, profileFolder, print }: BenchOptions): Promise<Judgement[]> {
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
    const middle = { ours: medianOf(ours), floor: medianOf(floor) };
    print(printMeasurement('ours, median', middle.ours));
    print(printMeasurement('floor, median', middle.floor));
    return [
      { what: 'time, ours to floor', figure: middle.ours.ms / middle.floor.ms, bar: RATIO_BAR, judged: scale >= 1 },
      { what: 'peak RSS (MB)', figure: middle.ours.peakRssMB, bar: MEMORY_BAR_MB, judged: true },
    ];
  } finally {
    await cluster.stop();
  }
}
