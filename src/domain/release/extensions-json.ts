import type { KernelType } from '../kernel/kernel-target';
import type { Parsed } from '../parsed';
import { parsed, refused } from '../parsed';
import type { JsonObject } from './json-text';
import { parseJsonObject } from './json-text';
import type { ReleaseKernel } from './release-kernel';
import { parsePackageKernel } from './release-kernel';

const WHAT = 'extensions.json';
const TEXT_LIMIT = 1024 * 1024;

/** The packages that tell, first that is there: 64k is not tied to the default kernel's version and has its own. */
const PACKAGES: [KernelType, string[]][] = [
  ['default', ['kernel-core', 'kernel', 'kernel-devel']],
  ['rt', ['kernel-rt-core']],
  ['64k', ['kernel-64k-core']],
];

/**
 * Reads `usr/share/rpm-ostree/extensions.json` of an extensions image (release-payload.md §1.11): package → `<evr>.<arch>`,
 * the kernels of one architecture. Refused without a default kernel; a realtime or 64k one that is none is left out.
 */
export function parseExtensions(text: string): Parsed<ReleaseKernel[]> {
  const root = parseJsonObject(text, WHAT, TEXT_LIMIT);
  if (!root.ok) return root;
  const outcomes = PACKAGES.flatMap(([type, names]) => readPackage(root.value, type, names) ?? []);
  const [first] = outcomes;
  if (!first) return refused(`${WHAT} names no kernel package`);
  const kernels = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
  if (kernels.some(({ type }) => type === 'default')) return parsed(kernels);
  return refused(`${WHAT} names no default kernel${first.ok ? '' : `: ${first.message}`}`);
}

function readPackage(packages: JsonObject, type: KernelType, names: string[]): Parsed<ReleaseKernel> | undefined {
  const evra = names
    .map((name) => (Object.hasOwn(packages, name) ? packages[name] : undefined))
    .find((value): value is string => typeof value === 'string');
  return evra === undefined ? undefined : parsePackageKernel(evra, type);
}
