import type { MappingDefaults } from './module';

/**
 * The in-tree modules that KMM unloads first. The mapping's list replaces the container's; the deprecated single name,
 * on either level, replaces both lists, the mapping's before the container's.
 */
export function mergeInTreeModulesToRemove(container: MappingDefaults, mapping: MappingDefaults): string[] | undefined {
  const single = mapping.inTreeModuleToRemove || container.inTreeModuleToRemove;
  if (single) return [single];
  return mapping.inTreeModulesToRemove ?? container.inTreeModulesToRemove;
}
