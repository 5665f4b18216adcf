import type { Parsed } from '../parsed';
import { parsed, refused } from '../parsed';
import { quote } from '../quote';

/** The parts that KMM offers to templates. They need not be numeric: KMM does not ask for that. */
export interface KernelComponents {
  full: string;
  xyz: string;
  x: string;
  y: string;
  z: string;
}

const VERSION_LIMIT = 256;

/** The kernel as it may stand in an image tag: every character outside `A-Z a-z 0-9 . _ -` becomes `_`, as in KMM. */
export function normalizeVersion(kernel: string): string {
  return kernel.replace(/[^A-Za-z0-9._-]/gu, '_');
}

/** The kernel as part of an object name: normalised, lower case, `_` and `.` as `-`, none of these at the ends. */
export function dnsSafeKernelVersion(kernel: string): string {
  const name = normalizeVersion(kernel).toLowerCase().replace(/[._]/g, '-');
  let end = name.length;
  while (name[end - 1] === '-') end--;
  return name.slice(0, end).replace(/^-+/, '');
}

/**
 * Splits a kernel at `.`, `,` and `-` into at least three components, KMM's only demand on a kernel version. Longer than
 * 256 characters is refused: `uname -r` cannot print more than 64.
 */
export function parseKernelComponents(kernel: string): Parsed<KernelComponents> {
  if (kernel.length > VERSION_LIMIT) {
    return refused(`invalid kernel version ${quote(kernel)}: longer than ${VERSION_LIMIT} characters`);
  }
  const [x, y, z] = kernel.split(/[.,-]/);
  if (x === undefined || y === undefined || z === undefined) {
    const cause = 'expected at least three components (major.minor.patch)';
    return refused(`invalid kernel version ${quote(kernel)}: ${cause}`);
  }
  return parsed({ full: kernel, xyz: `${x}.${y}.${z}`, x, y, z });
}

/**
 * Takes one trailing `+` away, as KMM does with what a node reports (a locally built kernel prints it). KMM's own
 * preflight does not, so that a version copied from a node never matches a mapping there.
 */
export function trimTrailingPlus(kernel: string): { kernel: string; trimmed: boolean } {
  return kernel.endsWith('+') ? { kernel: kernel.slice(0, -1), trimmed: true } : { kernel, trimmed: false };
}
