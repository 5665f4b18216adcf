import type {
  Build,
  KernelMapping,
  KmmModule,
  ModuleLoader,
  RegistryTLS,
  Sign,
  Toleration,
} from '../domain/kmm/module';
import { RECHECK_ANNOTATION } from './annotations';
import type { KubeObject } from './kube-object';
import { objectsOf } from './raw-json';

interface RawMapping {
  literal?: string;
  regexp?: string;
  containerImage?: string;
  registryTLS?: RegistryTLS;
  build?: Build;
  sign?: Sign;
  inTreeModuleToRemove?: string;
  inTreeModulesToRemove?: string[];
}

interface RawContainer extends RawMapping {
  imagePullPolicy?: string;
  kernelMappings?: RawMapping[];
  modprobe?: { dirName?: string; moduleName?: string };
}

interface RawModule extends KubeObject {
  spec?: {
    selector?: Record<string, string>;
    tolerations?: Toleration[];
    imageRepoSecret?: { name?: string };
    moduleLoader?: { serviceAccountName?: string; container?: RawContainer };
  };
}

/** KMM Module as the API server sends it → what a verdict or a build needs of it (kmm.md §5.2). */
export function parseModule(raw: KubeObject): KmmModule {
  const { metadata, spec } = raw as RawModule;
  const recheck = metadata.annotations?.[RECHECK_ANNOTATION];
  return {
    ...parseSpec(spec ?? {}),
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    uid: metadata.uid ?? '',
    generation: metadata.generation ?? 0,
    deleting: metadata.deletionTimestamp !== undefined,
    ...(recheck !== undefined && { recheckRequestedAt: recheck }),
  };
}

function parseSpec(
  spec: NonNullable<RawModule['spec']>,
): Pick<KmmModule, 'selector' | 'tolerations' | 'imageRepoSecret' | 'moduleLoader'> {
  const { selector = {}, tolerations, imageRepoSecret, moduleLoader } = spec;
  return {
    selector,
    ...(tolerations && { tolerations }),
    ...(imageRepoSecret?.name && { imageRepoSecret: imageRepoSecret.name }),
    ...(moduleLoader && { moduleLoader: parseModuleLoader(moduleLoader) }),
  };
}

function parseModuleLoader(raw: { serviceAccountName?: string; container?: RawContainer }): ModuleLoader {
  const { imagePullPolicy, kernelMappings, modprobe, ...defaults } = raw.container ?? {};
  return {
    ...(raw.serviceAccountName && { serviceAccountName: raw.serviceAccountName }),
    container: {
      ...pickMapping(defaults),
      ...(imagePullPolicy !== undefined && { imagePullPolicy }),
      ...(modprobe?.dirName !== undefined && { dirName: modprobe.dirName }),
      ...(modprobe?.moduleName !== undefined && { moduleName: modprobe.moduleName }),
      kernelMappings: objectsOf(kernelMappings).map(pickMapping),
    },
  };
}

/** Only the known fields, so that a newer CRD's fields neither cost memory nor move a digest. */
function pickMapping(raw: RawMapping): KernelMapping {
  const { literal, regexp, containerImage, registryTLS, build, sign, inTreeModuleToRemove, inTreeModulesToRemove } =
    raw;
  return {
    ...(literal !== undefined && { literal }),
    ...(regexp !== undefined && { regexp }),
    ...(containerImage !== undefined && { containerImage }),
    ...(registryTLS && { registryTLS }),
    ...(build && { build }),
    ...(sign && { sign }),
    ...(inTreeModuleToRemove !== undefined && { inTreeModuleToRemove }),
    ...(inTreeModulesToRemove && { inTreeModulesToRemove }),
  };
}
