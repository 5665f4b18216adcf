import { setTimeout as sleep } from 'node:timers/promises';
import type { ModuleReport } from '../src/contract/module-report';
import type { PreflightReport } from '../src/contract/preflight-report';
import type { StatusModule } from '../src/domain/preflight/status-modules';
import { expectOk, type ApiAnswer } from '../stack/control-plane/api-caller';
import type { BenchCluster } from './bench-cluster';
import { benchNamespaces, KERNEL_VERSION } from './workload';

const PREFLIGHTS = '/apis/kmm.sigs.x-k8s.io/v1beta2/preflightvalidationsocp';
const SUMMARIES = '/apis/kmm-preflight.io/v1alpha1/preflightreports';
const POLL_MS = 25;
const DEADLINE_MS = 300_000;

/** Asks for every Module to be checked. */
export async function createPreflight({ controlPlane }: BenchCluster, name: string): Promise<void> {
  const dtkImage = 'quay.io/openshift-release-dev/ocp-v4.0-art-dev:driver-toolkit';
  const spec = { kernelVersion: KERNEL_VERSION, dtkImage, pushBuiltImage: false };
  const body = { apiVersion: 'kmm.sigs.x-k8s.io/v1beta2', kind: 'PreflightValidationOCP', metadata: { name }, spec };
  expectOk(await controlPlane.call({ method: 'POST', path: PREFLIGHTS, body }));
}

/** Waits until the PreflightReport says Completed and the PVO has a final entry for every Module. */
export async function waitUntilCompleted(cluster: BenchCluster, name: string): Promise<void> {
  // The summary is written last and is small, so it is what is asked for again and again.
  await waitFor(`preflight ${name} is completed`, async () => {
    const summary = await readSummary(cluster, name);
    return summary?.status.conditions.some(({ type, status }) => type === 'Completed' && status === 'True') === true;
  });
  await waitFor(`preflight ${name} has all entries`, async () => {
    const entries = await readEntries(cluster, name);
    const final = entries.filter(({ verificationStage }) => verificationStage === 'Done');
    return final.length === cluster.modules && entries.length === cluster.modules;
  });
}

/** The aggregate, once there is one. */
export async function readSummary({ controlPlane }: BenchCluster, name: string): Promise<PreflightReport | undefined> {
  const answer = await controlPlane.call({ path: `${SUMMARIES}/${name}` });
  return answer.status === 404 ? undefined : expectOk<PreflightReport>(answer);
}

/** `status.modules` of the PVO. */
export async function readEntries({ controlPlane }: BenchCluster, name: string): Promise<StatusModule[]> {
  const preflight = expectOk<{ status?: { modules?: StatusModule[] } }>(
    await controlPlane.call({ path: `${PREFLIGHTS}/${name}` }),
  );
  return preflight.status?.modules ?? [];
}

/** The report of one Module; there is only one preflight at a time. */
export async function readReport(
  { controlPlane }: BenchCluster,
  namespace: string,
  moduleName: string,
): Promise<ModuleReport> {
  const selector = encodeURIComponent(`kmm-preflight.io/module=${moduleName}`);
  const path = `${reportsPath(namespace)}?labelSelector=${selector}`;
  const { items } = expectOk<{ items: ModuleReport[] }>(await controlPlane.call({ path }));
  const [report, ...others] = items;
  if (!report || others.length > 0) throw new Error(`${moduleName} has ${items.length} reports instead of one`);
  return report;
}

/** Removes a preflight (if one is named) and every report, so that the next run finds the API server as this one did. */
export async function removeReports({ controlPlane }: BenchCluster, preflight?: string): Promise<void> {
  const remove = async (path: string): Promise<void> => {
    const answer: ApiAnswer = await controlPlane.call({ method: 'DELETE', path });
    if (answer.status !== 404) expectOk(answer);
  };
  if (preflight !== undefined) await remove(`${PREFLIGHTS}/${preflight}`);
  await remove(SUMMARIES);
  for (const namespace of benchNamespaces()) await remove(reportsPath(namespace));
}

/** Asks every 25 ms. Throws when it does not come about within five minutes. */
export async function waitFor(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await sleep(POLL_MS);
  }
}

function reportsPath(namespace: string): string {
  return `/apis/kmm-preflight.io/v1alpha1/namespaces/${namespace}/modulepreflightreports`;
}
