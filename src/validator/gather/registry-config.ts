import type { MirrorRule } from '../../domain/image/mirrors';
import type { RegistryPolicy } from '../../domain/image/registry-policy';

/** How the cluster's nodes reach registries, as far as a look from here needs it. */
export interface RegistryConfig {
  mirrorRules: MirrorRule[];
  policy: RegistryPolicy;
  /** `host[:port]` of the registries that the Image config gives a CA for. */
  trustedHosts: ReadonlySet<string>;
  /** Moves when anything that a look depends on changes, so that Failures are looked at again. */
  version: number;
}
