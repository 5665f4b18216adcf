import type { GoArchitecture, KernelType } from '../kernel/kernel-target';
import { parseKernelTarget } from '../kernel/kernel-target';
import type { Parsed } from '../parsed';
import { parsed, refused } from '../parsed';
import { quote } from '../quote';

/** A kernel that a release names. `version` is what `uname -r` prints on its nodes. */
export interface ReleaseKernel {
  version: string;
  architecture: GoArchitecture;
  type: KernelType;
}

/** Every architecture of OpenShift, in the order in which kernels are listed. */
export const ARCHITECTURES: readonly GoArchitecture[] = ['amd64', 'arm64', 'ppc64le', 's390x'];

/** The kernel types in the order in which kernels are listed. */
export const KERNEL_TYPES: readonly KernelType[] = ['default', 'rt', '64k'];

const RPM_NAMES: Record<GoArchitecture, string> = {
  amd64: 'x86_64',
  arm64: 'aarch64',
  ppc64le: 'ppc64le',
  s390x: 's390x',
};

// A kernel whose release text is longer does not build: uname has no room for it.
const LENGTH_LIMIT = 64;
const KERNEL = /^\d+\.\d+\.\d+-[0-9A-Za-z._~]+\.(?:x86_64|aarch64|ppc64le|s390x)(?:\+(?:rt|64k|rt-64k|debug))?$/;
const REALTIME_RELEASE = /\.rt\d/;

/** The kernel's name for an architecture, as kernel strings end: `amd64` → `x86_64`. */
export function rpmArchitecture(architecture: GoArchitecture): string {
  return RPM_NAMES[architecture];
}

/**
 * Reads a RHEL kernel string (release-payload.md §2.5); anything else is refused, such as `true`, which newer node
 * images carry in place of one, two strings in one, and "package kernel-rt-core is not installed".
 */
export function parseReleaseKernel(text: string): Parsed<ReleaseKernel> {
  const version = text.length > LENGTH_LIMIT * 2 ? text : text.trim();
  if (version.length > LENGTH_LIMIT || !KERNEL.test(version)) return refused(`${quote(text)} is not a RHEL kernel`);
  const { architecture, type } = parseKernelTarget(version);
  if (architecture === undefined) return refused(`${quote(text)} is of an unknown architecture`);
  return parsed({ version, architecture, type });
}

/**
 * The kernel that a package `kernel-core`, `kernel-rt-core` or `kernel-64k-core` installs, from `<evr>.<arch>`. Packages
 * lack the suffix that `uname -r` prints (`+rt`, `+64k`), but realtime kernels up to RHEL 9.2, with `.rt<n>` in the
 * release, have none. An epoch is dropped.
 */
export function parsePackageKernel(evra: string, type: KernelType): Parsed<ReleaseKernel> {
  const bare = evra.slice(0, LENGTH_LIMIT * 2).trim();
  const kernel = bare.replace(/^(?:\d+|\(none\)):/, '');
  const bareRealtime = type === 'rt' && REALTIME_RELEASE.test(kernel);
  const suffix = type === 'default' || bareRealtime ? '' : `+${type}`;
  const outcome = parseReleaseKernel(kernel.endsWith(suffix) ? kernel : `${kernel}${suffix}`);
  const fits = outcome.ok && outcome.value.type === type && outcome.value.version.replace(/^[^+]*/, '') === suffix;
  return fits ? outcome : refused(`${quote(evra)} is not a RHEL kernel of type ${type}`);
}

/**
 * The kernels that are known from the default one by rule: realtime since RHEL 9.3 and 64 KiB pages are built from the
 * same sources and differ in the suffix alone. CentOS Stream 9 has no minor number, so that its realtime kernel cannot
 * be told; nobody may guess it.
 */
export function deriveKernels(kernel: ReleaseKernel): ReleaseKernel[] {
  if (kernel.type !== 'default' || kernel.version.includes('+')) return [];
  const variant = (type: 'rt' | '64k') => ({ ...kernel, type, version: `${kernel.version}+${type}` });
  const [major, minor] = enterpriseLinux(kernel.version);
  const sameSources = major > 9 || (major === 9 && minor !== undefined && minor >= 3);
  if (kernel.architecture === 'amd64') return sameSources ? [variant('rt')] : [];
  if (kernel.architecture === 'arm64') return major >= 9 ? [variant('64k')] : [];
  return [];
}

/** `…el9_6.x86_64` → 9, 6; `…el10.x86_64` → 10, undefined; 0 for a kernel of no Enterprise Linux. */
function enterpriseLinux(version: string): [number, number | undefined] {
  const match = /\.el(\d{1,3})(?:_(\d{1,3}))?/.exec(version);
  if (!match) return [0, undefined];
  return [Number(match[1]), match[2] === undefined ? undefined : Number(match[2])];
}
