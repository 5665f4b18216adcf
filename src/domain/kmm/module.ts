/** What a verdict or a build needs to know of a KMM Module (`kmm.sigs.x-k8s.io/v1beta1`). Field names are the CRD's. */
export interface KmmModule {
  namespace: string;
  name: string;
  uid: string;
  generation: number;
  /** It has a deletionTimestamp: KMM ignores such Modules. */
  deleting: boolean;
  /** Annotation `kmm-preflight.io/recheck-requested-at`, RFC 3339. */
  recheckRequestedAt?: string;
  selector: Record<string, string>;
  tolerations?: Toleration[];
  /** Name of the pull secret in the Module's namespace. */
  imageRepoSecret?: string;
  /** Absent when the Module has only a device plugin or DRA driver. */
  moduleLoader?: ModuleLoader;
}

export interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
  tolerationSeconds?: number;
}

export interface ModuleLoader {
  serviceAccountName?: string;
  container: ModuleLoaderContainer;
}

/** Values that a kernel mapping may override. */
export interface MappingDefaults {
  containerImage?: string;
  registryTLS?: RegistryTLS;
  build?: Build;
  sign?: Sign;
  /** Deprecated by KMM in favour of the list; replaces the list when set. */
  inTreeModuleToRemove?: string;
  inTreeModulesToRemove?: string[];
}

export interface ModuleLoaderContainer extends MappingDefaults {
  imagePullPolicy?: string;
  kernelMappings: KernelMapping[];
  /** `modprobe.dirName`. */
  dirName?: string;
  /** `modprobe.moduleName`. */
  moduleName?: string;
}

/** One entry of `kernelMappings`: for which kernels, and what differs from the container's defaults. */
export interface KernelMapping extends MappingDefaults {
  literal?: string;
  regexp?: string;
}

export interface RegistryTLS {
  insecure?: boolean;
  insecureSkipTLSVerify?: boolean;
}

export interface ObjectName {
  name: string;
}

export interface BuildArg {
  name: string;
  value: string;
}

export interface Build {
  dockerfileConfigMap?: ObjectName;
  buildArgs?: BuildArg[];
  secrets?: ObjectName[];
  selector?: Record<string, string>;
  baseImageRegistryTLS?: RegistryTLS;
  kanikoParams?: { tag?: string };
}

export interface Sign {
  keySecret?: ObjectName;
  certSecret?: ObjectName;
  unsignedImage?: string;
  unsignedImageRegistryTLS?: RegistryTLS;
  filesToSign?: string[];
}
