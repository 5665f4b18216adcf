import type { KernelType } from '../kernel/kernel-target';
import type { Sha256Hex } from '../preflight/inputs-digest';
import type { ExistingPreflight } from './cluster-facts';

/** What a PVO is named after. */
export interface ProposalIdentity {
  version: string;
  architecture: string;
  type: KernelType;
  /** Only if the release has several. */
  stream: string | undefined;
}

/** What a PVO asks for; two PVOs with the same are one preflight. */
export type PreflightSpec = Omit<ExistingPreflight, 'name'>;

const NAME_LIMIT = 63;
const CUT = 54;
const HASH = 8;

/**
 * `<version>-<architecture>[-rt|-64k][-<stream>]` as a DNS-1123 subdomain of at most 63 characters, longer ones as 54 and
 * eight hex digits of their sha256 (design §4.1).
 */
export function proposalName(identity: ProposalIdentity, sha256: Sha256Hex): string {
  const { version, architecture, type, stream } = identity;
  const parts = [version, architecture, type === 'default' ? undefined : type, stream];
  const wished = parts.filter((part) => part !== undefined).join('-');
  const name = dnsSafe(wished);
  if (name === '') return `preflight-${sha256(wished).slice(0, HASH)}`;
  if (name.length <= NAME_LIMIT) return name;
  return `${name.slice(0, CUT).replace(/\.$/, '')}-${sha256(wished).slice(0, HASH)}`;
}

/** The name, or with `-2`, `-3`, … the first that is free or already stands for the same spec. */
export function freeName(name: string, spec: PreflightSpec, taken: readonly ExistingPreflight[]): string {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : `-${number}`;
    const candidate = `${name.slice(0, NAME_LIMIT - suffix.length).replace(/\.$/, '')}${suffix}`;
    const holder = taken.find((preflight) => preflight.name === candidate);
    if (!holder || isSameSpec(holder, spec)) return candidate;
  }
}

/** Equal kernel and Driver Toolkit. */
export function isSameSpec(a: PreflightSpec, b: PreflightSpec): boolean {
  return a.kernelVersion === b.kernelVersion && a.dtkImage === b.dtkImage;
}

/** Labels between dots may neither begin nor end with a hyphen, nor be empty. */
function dnsSafe(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '-')
    .replace(/[.-]{2,}/g, (run) => (run.includes('.') ? '-' : run))
    .replace(/^[.-]+|[.-]+$/g, '');
}
