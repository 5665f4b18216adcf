import type { Reference } from '../image/reference';
import { parseReference } from '../image/reference';
import type { KernelComponents } from '../kernel/kernel-version';
import { normalizeVersion, parseKernelComponents, trimTrailingPlus } from '../kernel/kernel-version';
import type { Parsed } from '../parsed';
import { parsed } from '../parsed';
import { quote } from '../quote';
import { expandSign } from './expand-sign';
import { traceTemplate } from './expand-template';
import { mergeBuild } from './merge-build';
import { mergeInTreeModulesToRemove } from './merge-in-tree-modules';
import { mergeSign } from './merge-sign';
import type { Build, KernelMapping, KmmModule, ModuleLoader, RegistryTLS, Sign } from './module';
import type { MatchRegexp } from './select-kernel-mapping';
import { selectKernelMapping } from './select-kernel-mapping';
import { imageVariables, signVariables } from './template-variables';

/** Why a Module has no image for a kernel; to KMM all of these are `mapping not found`. */
export type UnresolvedReason =
  'KernelVersionInvalid' | 'MappingNotFound' | 'MappingInvalid' | 'TemplateInvalid' | 'ImageReferenceInvalid';

/** The mapping that was chosen. `expression` is its literal or regexp, in full. */
export interface ResolvedMapping {
  index: number;
  kind: 'literal' | 'regexp';
  expression: string;
}

export interface ResolutionWarning {
  reason: 'KernelVersionTrimmed' | 'UnknownTemplateVariable';
  message: string;
}

/** What KMM would load for a kernel, with templates expanded and the mapping merged over the container's defaults. */
export interface ResolvedModule {
  kind: 'Resolved';
  mapping: ResolvedMapping;
  /** `containerImage` after expansion, as the Module's owner would recognise it. */
  image: string;
  reference: Reference;
  build?: Build;
  sign?: Sign;
  registryTLS?: RegistryTLS;
  inTreeModulesToRemove?: string[];
  serviceAccountName: string;
  imageRepoSecret?: string;
  warnings: ResolutionWarning[];
}

export interface UnresolvedModule {
  kind: 'Unresolved';
  reason: UnresolvedReason;
  message: string;
  mapping?: ResolvedMapping;
}

/** Everything that the Module and the kernel string alone decide. */
export type Resolution = { kind: 'NothingToLoad' } | UnresolvedModule | ResolvedModule;

interface Kernel {
  /** As compared with mappings. */
  version: string;
  /** Of the normalised version, as used in templates. */
  components: KernelComponents;
  warnings: ResolutionWarning[];
}

/**
 * KMM's way from a Module and a kernel to an image, with two differences: a Module without `moduleLoader` has nothing to
 * load (KMM's operator crashes), and one trailing `+` of the kernel is dropped with a warning, as KMM does everywhere
 * but in its preflight. Never throws for any content of the Module.
 */
export function resolveModule(module: KmmModule, kernelVersion: string, matchRegexp: MatchRegexp): Resolution {
  if (!module.moduleLoader) return { kind: 'NothingToLoad' };
  const kernel = parseKernel(kernelVersion);
  if (!kernel.ok) {
    const remedy = 'set spec.kernelVersion to what uname -r prints on the new kernel';
    return { kind: 'Unresolved', reason: 'KernelVersionInvalid', message: `${kernel.message}; ${remedy}` };
  }
  const { kernelMappings } = module.moduleLoader.container;
  const selection = selectKernelMapping(kernelMappings, kernel.value.version, matchRegexp);
  if (selection.kind === 'none') {
    const cause = `none of ${kernelMappings.length} kernel mappings matches kernel ${quote(kernel.value.version)}`;
    return { kind: 'Unresolved', reason: 'MappingNotFound', message: `${cause}; add one to kernelMappings` };
  }
  if (selection.kind === 'invalid') {
    const message = `kernelMappings[${selection.index}]: ${selection.message}; write it in RE2 syntax`;
    return { kind: 'Unresolved', reason: 'MappingInvalid', message };
  }
  const { index, by, expression } = selection;
  const image = resolveImage(module, module.moduleLoader, selection.mapping, kernel.value);
  return { ...image, mapping: { index, kind: by, expression } };
}

function parseKernel(kernelVersion: string): Parsed<Kernel> {
  const { kernel, trimmed } = trimTrailingPlus(kernelVersion);
  const written = parseKernelComponents(kernel);
  const components = written.ok ? parseKernelComponents(normalizeVersion(kernel)) : written;
  if (!components.ok) return components;
  const message = `the trailing "+" of kernel ${quote(kernelVersion)} was dropped, as KMM does on nodes; leave it out`;
  const warnings: ResolutionWarning[] = trimmed ? [{ reason: 'KernelVersionTrimmed', message }] : [];
  return parsed({ version: kernel, components: components.value, warnings });
}

function resolveImage(
  module: KmmModule,
  { container, serviceAccountName }: ModuleLoader,
  mapping: KernelMapping,
  kernel: Kernel,
): Omit<ResolvedModule, 'mapping'> | Omit<UnresolvedModule, 'mapping'> {
  const build = mergeBuild(container.build, mapping.build);
  const sign = expandSign(mergeSign(container.sign, mapping.sign), signVariables(kernel.components));
  if (!sign.ok) return unresolvedTemplate(sign.message);
  const template = mapping.containerImage || container.containerImage || '';
  const image = traceTemplate(template, imageVariables(kernel.components, module));
  if (!image.ok) return unresolvedTemplate(`containerImage: ${image.message}`);
  const reference = parseReference(image.value.text);
  if (!reference.ok) {
    const message = `${reference.message}; correct containerImage`;
    return { kind: 'Unresolved', reason: 'ImageReferenceInvalid', message };
  }
  const registryTLS = mapping.registryTLS ?? container.registryTLS;
  const inTreeModulesToRemove = mergeInTreeModulesToRemove(container, mapping);
  return {
    kind: 'Resolved',
    image: image.value.text,
    reference: reference.value,
    ...(build && { build }),
    ...(sign.value && { sign: sign.value }),
    ...(registryTLS && { registryTLS }),
    ...(inTreeModulesToRemove && { inTreeModulesToRemove }),
    serviceAccountName: serviceAccountName || 'default',
    ...(module.imageRepoSecret ? { imageRepoSecret: module.imageRepoSecret } : {}),
    warnings: [...kernel.warnings, ...warnOfEmptied(image.value.emptied)],
  };
}

function unresolvedTemplate(cause: string): Omit<UnresolvedModule, 'mapping'> {
  return { kind: 'Unresolved', reason: 'TemplateInvalid', message: `${cause}; correct the template` };
}

function warnOfEmptied(names: string[]): ResolutionWarning[] {
  if (names.length === 0) return [];
  const list = quote(names.join(', '));
  const message = `containerImage uses ${list}, which KMM does not know and replaces with nothing; correct the name`;
  return [{ reason: 'UnknownTemplateVariable', message }];
}
