import type { MachineConfig, MachineConfigPool } from '../contract/machine-config';
import { parseMachineConfig } from '../contract/machine-config';
import { MACHINE_CONFIG } from '../contract/resource-kinds';
import { parseReference } from '../domain/image/reference';
import type { ReleasePool } from '../domain/release/cluster-facts';
import { KubeError } from './kube-error';
import type { KubeApi, Logger } from './ports';

/** Pools with what their rendered MachineConfigs say; a config that cannot be read leaves the nodes to tell. */
export interface PoolReader {
  /** `releaseRepositories`: `registry/repository` of the node images that releases bring; empty when nobody knows. */
  readPools(pools: readonly MachineConfigPool[], releaseRepositories: readonly string[]): Promise<ReleasePool[]>;
}

const KEPT_CONFIGS = 200;

/** A reader over the API server. A rendered MachineConfig never changes, so that each is read once. */
export function createPoolReader(api: KubeApi, logger: Logger): PoolReader {
  const configs = new Map<string, MachineConfig>();
  const readConfig = async (name: string): Promise<MachineConfig | undefined> => {
    const known = configs.get(name);
    if (known || name === '') return known;
    try {
      const raw = await api.get(MACHINE_CONFIG, { name });
      if (!raw) return undefined;
      const config = parseMachineConfig(raw);
      if (configs.size >= KEPT_CONFIGS) configs.clear();
      configs.set(name, config);
      return config;
    } catch (error) {
      if (!(error instanceof KubeError)) throw error;
      logger.warn({ err: error, name }, 'a MachineConfig could not be read; the kernel type is told by the nodes');
      return undefined;
    }
  };
  return {
    readPools: (pools, releaseRepositories) =>
      Promise.all(
        pools.map(async ({ name, matchLabels, matchExpressions, renderedConfig, osStream }) => {
          const config = await readConfig(renderedConfig);
          const custom = config && isForeign(config.osImageURL, releaseRepositories);
          return {
            name,
            matchLabels,
            matchExpressions,
            ...(config && { kernelType: config.kernelType }),
            ...(config && custom && { customOsImage: config.osImageURL }),
            ...(osStream !== undefined && { osStream }),
          };
        }),
      ),
  };
}

function isForeign(image: string, releaseRepositories: readonly string[]): boolean {
  const reference = parseReference(image);
  if (image === '' || !reference.ok || releaseRepositories.length === 0) return false;
  return !releaseRepositories.includes(`${reference.value.registry}/${reference.value.repository}`);
}
