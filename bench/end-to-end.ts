import type { ModuleReport } from '../src/contract/module-report';
import { startBenchCluster, type BenchCluster } from './bench-cluster';
import { createPreflight, readReport, removeReports, waitUntilCompleted } from './bench-preflight';
import { judgeRounds, printMeasurement, type BenchOptions, type Judgement } from './bench-result';
import { runProgram, type Measurement } from './measured-program';
import { floorReportName, MODULE_NAME } from './programs/program-input';
import { countBetween } from './registry-child';
import { printWrites, startValidator } from './validator-process';
import { benchModule } from './workload';

const MODULES = 2_000;
const RATIO_BAR = 1.5;
/** Reports that the validator writes at once (`ReportStore`); the floor gets as many connections. */
const WRITE_CONNECTIONS = 24;

/** From a new preflight to the last report and status, against a bare loop with the same requests and one write a report. */
export async function runEndToEnd(options: BenchOptions): Promise<Judgement[]> {
  const { scale, rounds, profileFolder, print } = options;
  const modules = Math.ceil(MODULES * scale);
  print(`end-to-end: ${modules} Modules with an image each; reports and status are written to a real API server`);
  const cluster = await startBenchCluster(modules);
  try {
    const ours: Measurement[] = [];
    const floor: Measurement[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const { measurement, reportTemplate, writes } = await measureValidator(cluster, `bench-${round}`, profileFolder);
      ours.push(measurement);
      floor.push(await runProgram('floor', cluster, { reportTemplate, writeConnections: WRITE_CONNECTIONS }));
      await removeReports(cluster);
      print(printMeasurement(`ours, ${round}`, measurement));
      print(`  writes, ${round}      ${writes}`);
      print(printMeasurement(`floor, ${round}`, floor.at(-1) as Measurement));
    }
    return judgeRounds({ ours, floor }, RATIO_BAR, options);
  } finally {
    await cluster.stop();
  }
}

/** A validator of its own for each round, so that every one begins without warm code and connections. */
async function measureValidator(
  cluster: BenchCluster,
  name: string,
  profileFolder: string | undefined,
): Promise<{ measurement: Measurement; reportTemplate: string; writes: string }> {
  const validator = await startValidator(cluster, profileFolder);
  try {
    const before = { registry: await cluster.registry.count(), cost: validator.cost() };
    const startedAt = performance.now();
    await createPreflight(cluster, name);
    await waitUntilCompleted(cluster, name);
    const ms = performance.now() - startedAt;
    const { peakRssMB, cpuSeconds } = validator.cost();
    const measurement = {
      ms,
      modules: cluster.modules,
      peakRssMB,
      cpuSeconds: cpuSeconds - before.cost.cpuSeconds,
      ...countBetween(before.registry, await cluster.registry.count()),
    };
    const writes = printWrites(await validator.metrics());
    return { measurement, reportTemplate: await readTemplate(cluster), writes };
  } finally {
    await validator.stop();
    await removeReports(cluster, name);
  }
}

/** What the validator wrote for one Module, as the body of a write for any: the floor's reports have the same size. */
async function readTemplate(cluster: BenchCluster): Promise<string> {
  const { namespace, name } = benchModule(0, cluster.registry.host);
  const { apiVersion, kind, metadata, spec, status }: ModuleReport = await readReport(cluster, namespace, name);
  const { labels, ownerReferences } = metadata;
  const report = { apiVersion, kind, metadata: { name: floorReportName(name), labels, ownerReferences }, spec, status };
  return JSON.stringify(report).replaceAll(name, MODULE_NAME);
}
