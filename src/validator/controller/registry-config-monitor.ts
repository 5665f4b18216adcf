import type { ImageConfig, ProxyConfig } from '../../contract/openshift-config';
import { CONFIG_MAP } from '../../contract/resource-kinds';
import type { MirrorRule } from '../../domain/image/mirrors';
import { canonicalJson } from '../../domain/preflight/inputs-digest';
import type { RegistryConfig } from '../gather/registry-config';
import { KubeError } from '../kube-error';
import type { KubeApi, KubeObject, Logger, RegistrySettings } from '../ports';

/** Where the cluster's registry configuration comes from. */
export interface RegistryConfigSources {
  api: KubeApi;
  logger: Logger;
  mirrorRules(): MirrorRule[];
  /** The object named `cluster`, if there is one. */
  imageConfig(): ImageConfig | undefined;
  proxyConfig(): ProxyConfig | undefined;
  /** Used where there is no Proxy object. */
  proxyFromEnvironment: RegistrySettings['proxy'];
  configure(settings: RegistrySettings): void;
  /** The configuration moved: Failures may be looked at again. */
  onChange(): void;
}

/** Keeps the registry client and the runs on the cluster's registry configuration. */
export interface RegistryConfigMonitor {
  current(): RegistryConfig;
  /** Reads everything again; calls `onChange` when something moved. Never throws. */
  refresh(): Promise<void>;
}

interface RawConfigMap extends KubeObject {
  data?: Record<string, string>;
}

const OPENSHIFT_CONFIG = 'openshift-config';
const CA_BUNDLE_KEY = 'ca-bundle.crt';

/** A monitor that starts with no mirrors, no policy and the default roots. */
export function createRegistryConfigMonitor(sources: RegistryConfigSources): RegistryConfigMonitor {
  let config: RegistryConfig = {
    mirrorRules: [],
    policy: { allowed: [], blocked: [], insecure: [] },
    trustedHosts: new Set(),
    version: 0,
  };
  let fingerprint = '';
  let refreshing = Promise.resolve();
  const readConfigMap = createConfigMapReader(sources);

  const readOnce = async (): Promise<void> => {
    const image = sources.imageConfig();
    const proxy = sources.proxyConfig();
    const [hostCAs, bundle] = await Promise.all([
      readConfigMap(image?.additionalTrustedCA),
      readConfigMap(proxy?.trustedCA),
    ]);
    const settings: RegistrySettings = {
      trustedCAs: parseHostCAs(hostCAs),
      clusterCA: bundle[CA_BUNDLE_KEY] === undefined ? [] : [bundle[CA_BUNDLE_KEY]],
      ...selectProxy(proxy, sources.proxyFromEnvironment),
    };
    const policy = image?.policy ?? { allowed: [], blocked: [], insecure: [] };
    const mirrorRules = sources.mirrorRules();
    const next = canonicalJson([settings, policy, mirrorRules]);
    if (next === fingerprint) return;
    fingerprint = next;
    config = {
      mirrorRules,
      policy,
      trustedHosts: new Set(Object.keys(settings.trustedCAs)),
      version: config.version + 1,
    };
    sources.configure(settings);
    sources.onChange();
  };

  return {
    current: () => config,
    refresh() {
      refreshing = refreshing.then(readOnce).catch((error: unknown) => {
        sources.logger.warn({ err: error }, 'the registry configuration could not be read; the last one stays');
      });
      return refreshing;
    },
  };
}

/** Reads a ConfigMap's data; one that cannot be read keeps its last content, so that the mirrors still follow. */
function createConfigMapReader({
  api,
  logger,
}: RegistryConfigSources): (name: string | undefined) => Promise<Record<string, string>> {
  const last = new Map<string, Record<string, string>>();
  return async (name) => {
    if (name === undefined) return {};
    try {
      const map = await api.get<RawConfigMap>(CONFIG_MAP, { namespace: OPENSHIFT_CONFIG, name });
      last.set(name, map?.data ?? {});
    } catch (error) {
      if (!(error instanceof KubeError)) throw error;
      logger.warn({ err: error, configMap: name }, 'a ConfigMap with CAs could not be read; its last content stays');
    }
    return last.get(name) ?? {};
  };
}

/** Keys are `host` or `host..port`, because a ConfigMap key cannot hold a colon. */
function parseHostCAs(data: Record<string, string>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(data).map(([key, pem]) => [key.replace('..', ':'), [pem]]));
}

function selectProxy(
  config: ProxyConfig | undefined,
  fallback: RegistrySettings['proxy'],
): Pick<RegistrySettings, 'proxy'> {
  if (!config) return fallback ? { proxy: fallback } : {};
  const { httpProxy, httpsProxy, noProxy } = config;
  return { proxy: { ...(httpProxy && { httpProxy }), ...(httpsProxy && { httpsProxy }), ...(noProxy && { noProxy }) } };
}
