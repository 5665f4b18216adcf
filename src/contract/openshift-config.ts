import type { MirrorRule } from '../domain/image/mirrors';
import type { RegistryPolicy } from '../domain/image/registry-policy';
import type { KubeObject } from './kube-object';
import { objectsOf, textOf, textsOf } from './raw-json';

/** What is read of `image.config.openshift.io/cluster`. */
export interface ImageConfig {
  name: string;
  policy: RegistryPolicy;
  /** ConfigMap in `openshift-config` with a CA per registry host. */
  additionalTrustedCA?: string;
  /** Names of the internal registry, inside and outside of the cluster. */
  registryHosts?: string[];
}

/** What is read of `proxy.config.openshift.io/cluster`; the status has the merged noProxy. */
export interface ProxyConfig {
  name: string;
  httpProxy?: string;
  httpsProxy?: string;
  noProxy?: string;
  /** ConfigMap in `openshift-config` whose `ca-bundle.crt` is trusted besides the default roots. */
  trustedCA?: string;
}

interface RawMirror {
  source?: string;
  mirrors?: string[];
  mirrorSourcePolicy?: string;
}

interface RawMirrors extends KubeObject {
  spec?: { imageDigestMirrors?: RawMirror[]; imageTagMirrors?: RawMirror[]; repositoryDigestMirrors?: RawMirror[] };
}

interface RawImageConfig extends KubeObject {
  spec?: {
    additionalTrustedCA?: { name?: string };
    registrySources?: { allowedRegistries?: string[]; blockedRegistries?: string[]; insecureRegistries?: string[] };
  };
  status?: { internalRegistryHostname?: string; externalRegistryHostnames?: string[] };
}

interface RawProxy extends KubeObject {
  spec?: { trustedCA?: { name?: string } };
  status?: { httpProxy?: string; httpsProxy?: string; noProxy?: string };
}

/** ImageDigestMirrorSet, ImageTagMirrorSet or ImageContentSourcePolicy → mirror rules (release-payload.md §4.1). */
export function parseMirrorRules(raw: KubeObject): MirrorRule[] {
  const spec = (raw as RawMirrors).spec ?? {};
  const toRule =
    (kind: MirrorRule['kind']) =>
    (mirror: RawMirror): MirrorRule => ({
      source: textOf(mirror.source),
      mirrors: textsOf(mirror.mirrors),
      neverContactSource: mirror.mirrorSourcePolicy === 'NeverContactSource',
      kind,
    });
  const digest = [...objectsOf(spec.imageDigestMirrors), ...objectsOf(spec.repositoryDigestMirrors)];
  return [...digest.map(toRule('digest')), ...objectsOf(spec.imageTagMirrors).map(toRule('tag'))].filter(
    (rule) => rule.source !== '',
  );
}

/** The Image config → registry policy and CA. */
export function parseImageConfig(raw: KubeObject): ImageConfig {
  const { metadata, spec, status } = raw as RawImageConfig;
  const sources = spec?.registrySources;
  const additionalTrustedCA = spec?.additionalTrustedCA?.name;
  const internal = textOf(status?.internalRegistryHostname);
  const registryHosts = [...(internal === '' ? [] : [internal]), ...textsOf(status?.externalRegistryHostnames)];
  return {
    name: metadata.name,
    policy: {
      allowed: textsOf(sources?.allowedRegistries),
      blocked: textsOf(sources?.blockedRegistries),
      insecure: textsOf(sources?.insecureRegistries),
    },
    ...(additionalTrustedCA && { additionalTrustedCA }),
    ...(registryHosts.length > 0 && { registryHosts }),
  };
}

/** The Proxy object's status → proxy settings. */
export function parseProxyConfig(raw: KubeObject): ProxyConfig {
  const { metadata, spec, status } = raw as RawProxy;
  const trustedCA = spec?.trustedCA?.name;
  return {
    name: metadata.name,
    ...(status?.httpProxy && { httpProxy: status.httpProxy }),
    ...(status?.httpsProxy && { httpsProxy: status.httpsProxy }),
    ...(status?.noProxy && { noProxy: status.noProxy }),
    ...(trustedCA && { trustedCA }),
  };
}
