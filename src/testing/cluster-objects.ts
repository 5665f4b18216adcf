import type { KubeObject } from '../contract/kube-object';

/** A kernel that every Module of `moduleObject` has a mapping for. */
export const KERNEL = '5.14.0-570.12.1.el9_6.x86_64';
export const NEXT_KERNEL = '5.14.0-611.5.1.el9_7.x86_64';
export const ARM_KERNEL = '5.14.0-570.12.1.el9_6.aarch64';

export interface ModuleSpec {
  namespace: string;
  name: string;
  /** `containerImage`; may hold KMM's template variables. */
  image: string;
  /** Instead of one mapping for every kernel. */
  mappings?: object[];
  secret?: string;
  selector?: Record<string, string>;
  /** Merged over `moduleLoader.container`. */
  container?: object;
  annotations?: Record<string, string>;
}

/** A Module as people write it. */
export function moduleObject(spec: ModuleSpec): KubeObject {
  const { namespace, name, image, annotations } = spec;
  const container = {
    modprobe: { moduleName: 'driver' },
    containerImage: image,
    // KMM demands the field in every mapping; empty means the container's.
    kernelMappings: (spec.mappings ?? [{ regexp: '^.+$' }]).map((mapping) => ({ containerImage: '', ...mapping })),
    ...spec.container,
  };
  return withSpec(
    { namespace, name, ...(annotations && { annotations }) },
    {
      selector: spec.selector ?? { 'node-role.kubernetes.io/worker': '' },
      moduleLoader: { container },
      ...(spec.secret !== undefined && { imageRepoSecret: { name: spec.secret } }),
    },
  );
}

/** A Module with a device plugin only. */
export function devicePluginModule(namespace: string, name: string): KubeObject {
  return withSpec(
    { namespace, name },
    { selector: {}, devicePlugin: { container: { image: 'registry.example.com/plugin:1' } } },
  );
}

export function preflightObject(name: string, kernelVersion: string, more: object = {}): KubeObject {
  return withSpec({ name }, { kernelVersion, pushBuiltImage: false, ...more });
}

/** A pull secret; keys as in `auths`, values `user:password`. */
export function pullSecret(namespace: string, name: string, logins: Record<string, string>): KubeObject {
  const auths = Object.fromEntries(
    Object.entries(logins).map(([key, login]) => [key, { auth: Buffer.from(login).toString('base64') }]),
  );
  return secretObject({ namespace, name }, 'kubernetes.io/dockerconfigjson', {
    '.dockerconfigjson': JSON.stringify({ auths }),
  });
}

export function secretObject(
  metadata: KubeObject['metadata'],
  type: string,
  stringData: Record<string, string>,
): KubeObject {
  return { metadata, type, stringData } as KubeObject;
}

/** A worker node; `status` needs a second request, because creation keeps it. */
export function nodeObject(name: string, labels: Record<string, string>, architecture: string): KubeObject {
  const kernelVersion = `5.14.0-1.el9.${architecture === 'arm64' ? 'aarch64' : 'x86_64'}`;
  return {
    metadata: { name, labels: { 'node-role.kubernetes.io/worker': '', ...labels } },
    status: { nodeInfo: nodeInfo(architecture, kernelVersion) },
  } as KubeObject;
}

/** Every field that the API demands of a node's facts. */
function nodeInfo(architecture: string, kernelVersion: string): object {
  return {
    architecture,
    kernelVersion,
    bootID: '',
    containerRuntimeVersion: '',
    kubeProxyVersion: '',
    kubeletVersion: '',
    machineID: '',
    operatingSystem: 'linux',
    osImage: '',
    systemUUID: '',
  };
}

function withSpec(metadata: KubeObject['metadata'], spec: object): KubeObject {
  return { metadata, spec } as KubeObject;
}
