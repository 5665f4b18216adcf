/** A forward proxy as the Proxy object's status or the environment names it. URLs may carry `user:password@`. */
export interface ProxySettings {
  httpProxy?: string;
  httpsProxy?: string;
  /** Comma-separated, as Go reads it: names, suffixes, addresses, CIDRs, each with an optional port, or `*`. */
  noProxy?: string;
}

/** How registry hosts are reached, from the cluster's configuration. */
export interface RegistrySettings {
  /** PEM bundles that are trusted for one `host[:port]` only, besides the default roots. */
  trustedCAs: Record<string, string[]>;
  /** PEM bundles that are trusted for every host, besides the default roots. */
  clusterCA: string[];
  proxy?: ProxySettings;
}

/** Caps and deadlines of one request. Times in milliseconds, sizes in bytes. */
export interface RegistryLimits {
  connectTimeoutMs: number;
  headersTimeoutMs: number;
  /** From the start of the exchange to the last byte of a capped body; a blob stream has it for the headers only. */
  deadlineMs: number;
  /** Upper bound of concurrent requests, and of connections, to one host. */
  perHostConcurrency: number;
  manifestBytes: number;
  configBytes: number;
  errorBytes: number;
  tokenBytes: number;
  redirects: number;
}

export const DEFAULT_LIMITS: RegistryLimits = {
  connectTimeoutMs: 5_000,
  headersTimeoutMs: 10_000,
  deadlineMs: 20_000,
  perHostConcurrency: 64,
  manifestBytes: 4 * 1024 * 1024,
  configBytes: 4 * 1024 * 1024,
  errorBytes: 64 * 1024,
  tokenBytes: 1024 * 1024,
  redirects: 5,
};

export const DEFAULT_SETTINGS: RegistrySettings = { trustedCAs: {}, clusterCA: [] };
