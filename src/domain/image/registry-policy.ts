import type { Reference } from './reference';
import { hostWithoutPort, matchScope, normalizeScope } from './registry-scope';

/** `spec.registrySources` of the cluster's Image config. Entries: `host`, `host:port`, `host/namespace`, `*.host`. */
export interface RegistryPolicy {
  allowed: string[];
  blocked: string[];
  insecure: string[];
}

/** `rule` is the blocked entry that forbids the image; absent when it is only missing among the allowed ones. */
export interface RegistryPolicyFinding {
  blocked: boolean;
  rule?: string;
}

/**
 * Whether nodes refuse the image by policy. Blocked entries work as registries.conf does; a non-empty allowed list
 * forbids everything else and works as the signature policy does, which demands the port to be written.
 */
export function checkRegistryPolicy(reference: Reference, policy: RegistryPolicy): RegistryPolicyFinding {
  const name = nameOf(reference);
  const rule = policy.blocked.find((entry) => matchScope(normalizeScope(entry), name) !== undefined);
  if (rule !== undefined) return { blocked: true, rule };
  const allowed = policy.allowed.length === 0 || policy.allowed.some((entry) => allows(normalizeScope(entry), name));
  return { blocked: !allowed };
}

/** Whether nodes speak to this registry without verified TLS, then over plain HTTP. */
export function isInsecureRegistry(reference: Reference, policy: RegistryPolicy): boolean {
  return policy.insecure.some((entry) => matchScope(normalizeScope(entry), nameOf(reference)) !== undefined);
}

function allows(scope: string, name: string): boolean {
  const covered = matchScope(scope, name);
  if (covered === undefined) return false;
  const endsBeforePort = covered === hostWithoutPort(name).length && name.charAt(covered) === ':';
  return scope.startsWith('*.') || !endsBeforePort;
}

function nameOf(reference: Reference): string {
  return `${reference.registry}/${reference.repository}`;
}
