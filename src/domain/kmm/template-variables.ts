import type { KernelComponents } from '../kernel/kernel-version';

/** Names and values for a template; a name that is not an own property is unset. */
export type TemplateVariables = Readonly<Record<string, string>>;

/** What KMM offers in `sign.unsignedImage` and `sign.filesToSign`. `components` are those of the normalised kernel. */
export function signVariables(components: KernelComponents): TemplateVariables {
  return {
    KERNEL_FULL_VERSION: components.full,
    KERNEL_VERSION: components.full,
    KERNEL_XYZ: components.xyz,
    KERNEL_X: components.x,
    KERNEL_Y: components.y,
    KERNEL_Z: components.z,
  };
}

/** What KMM offers in `containerImage`: as for signing, and the Module's name and namespace. */
export function imageVariables(
  components: KernelComponents,
  module: { name: string; namespace: string },
): TemplateVariables {
  return { ...signVariables(components), MOD_NAME: module.name, MOD_NAMESPACE: module.namespace };
}
