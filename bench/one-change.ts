import { setTimeout as sleep } from 'node:timers/promises';
import { expectOk } from '../stack/control-plane/api-caller';
import { modulesPath, startBenchCluster, type BenchCluster } from './bench-cluster';
import { createPreflight, readEntries, readReport, readSummary, waitFor, waitUntilCompleted } from './bench-preflight';
import type { BenchOptions, Judgement } from './bench-result';
import { startValidator, type ValidatorProcess } from './validator-process';
import { benchModule, KERNEL_VERSION, repositoryOf } from './workload';

const MODULES = 2_000;
const CHECKS_BAR = 1;
/** A manifest and its configuration. */
const EXCHANGES_BAR = 2;
/** Its report, the PVO's status, the PreflightReport. */
const WRITES_BAR = 3;
/** Longer than every pause of the validator, so that a write or request too many is seen; ms. */
const SETTLE_MS = 4_000;
const PREFLIGHT = 'bench';

interface Change {
  what: string;
  /** Below the registry's host. */
  image: string;
  expected: 'Failure' | 'Success';
}

interface Seen {
  checks: number;
  exchanges: number;
  writes: number;
  failedWrites: number;
}

/** What one changed Module among many costs: it gets an image that is not there, then one that is. */
export async function runOneChange({ scale, profileFolder, print }: BenchOptions): Promise<Judgement[]> {
  const modules = Math.ceil(MODULES * scale);
  print(`one-change: one Module of ${modules}`);
  const cluster = await startBenchCluster(modules);
  const validator = await startValidator(cluster, profileFolder);
  try {
    await createPreflight(cluster, PREFLIGHT);
    await waitUntilCompleted(cluster, PREFLIGHT);
    await sleep(SETTLE_MS);
    const costs: Seen[] = [];
    for (const change of changesOf(cluster)) {
      const before = await look(cluster, validator);
      await changeModule(cluster, change);
      await sleep(SETTLE_MS);
      costs.push(difference(before, await look(cluster, validator)));
      const { checks, exchanges, writes } = costs.at(-1) as Seen;
      print(`  ${change.what}: ${checks} checks, ${exchanges} exchanges with the registry, ${writes} object writes`);
    }
    const most = (key: keyof Seen): number => Math.max(...costs.map((cost) => cost[key]));
    return [
      { what: 'image verifications', figure: most('checks'), bar: CHECKS_BAR, judged: true },
      { what: 'exchanges with the registry', figure: most('exchanges'), bar: EXCHANGES_BAR, judged: true },
      { what: 'object writes', figure: most('writes') + most('failedWrites'), bar: WRITES_BAR, judged: true },
    ];
  } finally {
    await validator.stop();
    await cluster.stop();
  }
}

/** The second image is one that nobody has looked at yet. */
function changesOf({ modules }: BenchCluster): Change[] {
  return [
    { what: 'an image that is not there', image: `${repositoryOf(modules)}:absent`, expected: 'Failure' },
    { what: 'an image that is there', image: `${repositoryOf(modules)}:${KERNEL_VERSION}`, expected: 'Success' },
  ];
}

async function look({ registry }: BenchCluster, validator: ValidatorProcess): Promise<Seen> {
  const { checks, writes, failedWrites } = await validator.metrics();
  const { exchanges } = await registry.count();
  return { checks, exchanges, writes: Object.values(writes).reduce((sum, count) => sum + count, 0), failedWrites };
}

function difference(before: Seen, after: Seen): Seen {
  return {
    checks: after.checks - before.checks,
    exchanges: after.exchanges - before.exchanges,
    writes: after.writes - before.writes,
    failedWrites: after.failedWrites - before.failedWrites,
  };
}

/** Gives one Module another image and waits until its report, the PVO's entry and the counts all say what came of it. */
async function changeModule(cluster: BenchCluster, { image, expected }: Change): Promise<void> {
  const index = Math.floor(cluster.modules / 2);
  const { namespace, name, body } = benchModule(index, cluster.registry.host);
  const text = JSON.stringify(body).replaceAll(`${repositoryOf(index)}:\${KERNEL_FULL_VERSION}`, image);
  const path = `${modulesPath(namespace)}/${name}`;
  expectOk(await cluster.controlPlane.call({ method: 'PATCH', path, body: text }));
  const failed = expected === 'Failure' ? 1 : 0;
  await waitFor(`the report of ${name} says ${expected}`, async () => {
    const { status } = await readReport(cluster, namespace, name);
    return status.status === expected;
  });
  await waitFor(`the preflight counts ${failed} failed`, async () => {
    const summary = await readSummary(cluster, PREFLIGHT);
    return summary?.status.counts.failed === failed;
  });
  await waitFor(`the preflight's entry of ${name} says ${expected}`, async () => {
    const entries = await readEntries(cluster, PREFLIGHT);
    return entries.find((entry) => entry.name === name)?.verificationStatus === expected;
  });
}
