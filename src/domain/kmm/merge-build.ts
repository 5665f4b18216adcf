import { overrideBuildArgs } from './build-args';
import type { Build } from './module';

/**
 * The build of a mapping with the container's as default. If both levels have one, KMM takes from the mapping only the
 * Dockerfile's ConfigMap, build arguments (overriding) and secrets (appended); its `selector`,
 * `baseImageRegistryTLS` and `kanikoParams` are ignored.
 */
export function mergeBuild(container: Build | undefined, mapping: Build | undefined): Build | undefined {
  if (!container || !mapping) return container ?? mapping;
  const buildArgs = overrideBuildArgs(container.buildArgs ?? [], mapping.buildArgs ?? []);
  const secrets = [...(container.secrets ?? []), ...(mapping.secrets ?? [])];
  return {
    ...container,
    ...(mapping.dockerfileConfigMap ? { dockerfileConfigMap: mapping.dockerfileConfigMap } : {}),
    ...(buildArgs.length > 0 ? { buildArgs } : {}),
    ...(secrets.length > 0 ? { secrets } : {}),
  };
}
