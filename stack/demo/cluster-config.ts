import type { KubeObject, ResourceKind } from '../../src/contract/kube-object';
import { DIGEST_MIRRORS, IMAGE_CONFIG, TAG_MIRRORS } from '../../src/contract/resource-kinds';
import { MIRRORED } from './demo-module';
import type { RegistryHosts } from './registries';

/** How the demo's cluster reaches registries: all of the stack's speak plain HTTP, two vendors' hosts are mirrored. */
export function demoClusterConfig(hosts: RegistryHosts): { kind: ResourceKind; object: KubeObject }[] {
  const tagMirrors = [{ source: MIRRORED.tags, mirrors: [`${hosts.mirror}/gpu-vendor`] }];
  const digestMirrors = [
    {
      source: MIRRORED.digests,
      mirrors: [`${hosts.mirror}/nic-vendor`],
      mirrorSourcePolicy: 'NeverContactSource',
    },
  ];
  return [
    configObject(IMAGE_CONFIG, 'cluster', { registrySources: { insecureRegistries: Object.values(hosts) } }),
    configObject(TAG_MIRRORS, 'gpu-vendor', { imageTagMirrors: tagMirrors }),
    configObject(DIGEST_MIRRORS, 'nic-vendor', { imageDigestMirrors: digestMirrors }),
  ];
}

function configObject(kind: ResourceKind, name: string, spec: object): { kind: ResourceKind; object: KubeObject } {
  const object = { metadata: { name }, spec };
  return { kind, object };
}
