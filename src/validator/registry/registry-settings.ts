import type { RegistrySettings } from '../ports';

/** Caps and deadlines of one request. Times in milliseconds, sizes in bytes. */
export interface RegistryLimits {
  connectTimeoutMs: number;
  headersTimeoutMs: number;
  /** From the start of the exchange to the last byte of a capped body; a blob stream has it for the headers only. */
  deadlineMs: number;
  /** Upper bound of concurrent requests to one host; of connections there may be a quarter more. */
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
