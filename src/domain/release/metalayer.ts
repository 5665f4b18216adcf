import type { Parsed } from '../parsed';
import { refused } from '../parsed';
import { parseJsonObject } from './json-text';
import type { ReleaseKernel } from './release-kernel';
import { parsePackageKernel } from './release-kernel';

const WHAT = "the node image's meta.json";
const TEXT_LIMIT = 4 * 1024 * 1024;
const PACKAGE_LIMIT = 20_000;
const KERNEL_PACKAGE = 'kernel-core';

/**
 * Reads `usr/share/openshift/base/meta.json` of a node image (release-payload.md §1.11): the default kernel from its list
 * of packages `[name, epoch, version, release, architecture]`.
 */
export function parseMetalayer(text: string): Parsed<ReleaseKernel> {
  const root = parseJsonObject(text, WHAT, TEXT_LIMIT);
  if (!root.ok) return root;
  const packages: unknown = root.value['rpmdb.pkglist'];
  if (!Array.isArray(packages)) return refused(`${WHAT} has no list rpmdb.pkglist`);
  if (packages.length > PACKAGE_LIMIT) return refused(`${WHAT} lists more than ${PACKAGE_LIMIT} packages`);
  const kernels = new Set((packages as unknown[]).flatMap((entry) => readKernel(entry) ?? []));
  const [kernel] = kernels;
  if (kernel === undefined) return refused(`${WHAT} lists no ${KERNEL_PACKAGE}`);
  return kernels.size > 1
    ? refused(`${WHAT} lists more than one ${KERNEL_PACKAGE}`)
    : parsePackageKernel(kernel, 'default');
}

function readKernel(entry: unknown): string | undefined {
  if (!Array.isArray(entry) || entry[0] !== KERNEL_PACKAGE) return undefined;
  const [, , version, release, architecture] = entry as unknown[];
  const complete = [version, release, architecture].every((part) => typeof part === 'string');
  return complete ? `${String(version)}-${String(release)}.${String(architecture)}` : undefined;
}
