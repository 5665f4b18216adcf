import { join } from 'node:path';
import { expectOk } from '../stack/control-plane/api-caller';
import { startControlPlane, type ControlPlane } from '../stack/control-plane/control-plane';
import { installCrds } from '../stack/control-plane/install-crds';
import { createNamespace } from '../stack/control-plane/namespaces';
import { createScratchFolder, removeScratchFolder } from '../stack/control-plane/scratch-folder';
import { startBenchRegistry, type BenchRegistry } from './registry-child';
import { benchModule, benchNamespaces, benchNode } from './workload';

/** A real API server with Modules, and a registry that has their images. */
export interface BenchCluster {
  controlPlane: ControlPlane;
  registry: BenchRegistry;
  modules: number;
  /** For files of this run; goes with the cluster. */
  folder: string;
  /** The admin's. */
  kubeconfig: string;
  stop(): Promise<void>;
}

const WRITES_AT_ONCE = 16;
const NODES = 20;
const CA_CONFIG_MAP = 'registry-cas';

/** Starts everything and waits until all Modules are there. What it started ends with `stop`, or with this process. */
export async function startBenchCluster(modules: number): Promise<BenchCluster> {
  const folder = await createScratchFolder();
  const kubeconfig = join(folder, 'kubeconfig');
  const controlPlane = await startControlPlane();
  // One image more than Modules, for a Module that changes.
  const registry = await startBenchRegistry(modules + 1);
  await controlPlane.writeKubeconfig('admin', kubeconfig);
  await installCrds(controlPlane);
  for (const name of ['openshift-config', 'kmm-preflight', ...benchNamespaces()])
    await createNamespace(controlPlane, name);
  await trustRegistry(controlPlane, registry);
  await createMany(NODES, async (index) => {
    expectOk(await controlPlane.call({ method: 'POST', path: '/api/v1/nodes', body: benchNode(index) }));
  });
  await createMany(modules, async (index) => {
    const { namespace, body } = benchModule(index, registry.host);
    expectOk(await controlPlane.call({ method: 'POST', path: modulesPath(namespace), body }));
  });
  const stop = async (): Promise<void> => {
    await Promise.all([registry.stop(), controlPlane.stop()]);
    await removeScratchFolder(folder);
  };
  return { controlPlane, registry, modules, folder, kubeconfig, stop };
}

/** Collection of the Modules of a namespace. */
export function modulesPath(namespace: string): string {
  return `/apis/kmm.sigs.x-k8s.io/v1beta1/namespaces/${namespace}/modules`;
}

/** As an administrator lets a cluster trust a registry: additionalTrustedCA of the Image config. */
async function trustRegistry({ call }: ControlPlane, { host, caPem }: BenchRegistry): Promise<void> {
  const data = { [host.replace(':', '..')]: caPem };
  const map = { metadata: { name: CA_CONFIG_MAP }, data };
  expectOk(await call({ method: 'POST', path: '/api/v1/namespaces/openshift-config/configmaps', body: map }));
  const image = {
    apiVersion: 'config.openshift.io/v1',
    kind: 'Image',
    metadata: { name: 'cluster' },
    spec: { additionalTrustedCA: { name: CA_CONFIG_MAP } },
  };
  expectOk(await call({ method: 'POST', path: '/apis/config.openshift.io/v1/images', body: image }));
}

async function createMany(count: number, create: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) await create(index);
  };
  await Promise.all(Array.from({ length: WRITES_AT_ONCE }, worker));
}
