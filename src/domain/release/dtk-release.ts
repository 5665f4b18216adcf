import type { GoArchitecture } from '../kernel/kernel-target';
import type { Parsed } from '../parsed';
import { parsed, refused } from '../parsed';
import { textOf, parseJsonObject } from './json-text';
import type { ImageLabels } from './os-labels';
import { parseStreamClass } from './os-stream';
import type { ReleaseKernel } from './release-kernel';
import { parsePackageKernel, rpmArchitecture } from './release-kernel';

/** What a Driver Toolkit says of itself: the kernels that it has headers for. */
export interface DtkRelease {
  kernels: ReleaseKernel[];
  streamClass?: string;
}

/** Where a Driver Toolkit keeps it. */
export const DTK_RELEASE_PATH = 'etc/driver-toolkit-release.json';

const WHAT = 'driver-toolkit-release.json';
const TEXT_LIMIT = 64 * 1024;

/**
 * Reads `/etc/driver-toolkit-release.json` of a Driver Toolkit (release-payload.md §2.1). The default kernel must be one;
 * the realtime one is left out when it is empty or rpm's "is not installed", as on every architecture but amd64.
 */
export function parseDtkRelease(text: string): Parsed<DtkRelease> {
  const root = parseJsonObject(text, WHAT, TEXT_LIMIT);
  if (!root.ok) return root;
  const kernel = parsePackageKernel(textOf(root.value.KERNEL_VERSION), 'default');
  if (!kernel.ok) return refused(`${WHAT} has no usable KERNEL_VERSION: ${kernel.message}`);
  const realtime = parsePackageKernel(textOf(root.value.RT_KERNEL_VERSION), 'rt');
  return parsed({ kernels: realtime.ok ? [kernel.value, realtime.value] : [kernel.value] });
}

/**
 * Reads the labels of a Driver Toolkit, which are empty in most builds. A kernel without its architecture gets the
 * image's.
 */
export function parseDtkLabels(labels: ImageLabels, architecture: GoArchitecture): DtkRelease {
  const read = (name: string, type: 'default' | 'rt') => {
    const text = textOf(labels[name]);
    const outcome = parsePackageKernel(text, type);
    return outcome.ok ? outcome : parsePackageKernel(`${text}.${rpmArchitecture(architecture)}`, type);
  };
  const outcomes = [read('kernel-version', 'default'), read('kernel-rt-version', 'rt')];
  const streamClass = parseStreamClass(labels['io.openshift.os.streamclass']);
  return {
    kernels: outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : [])),
    ...(streamClass !== undefined && { streamClass }),
  };
}

/** What a person can run, with the cluster's pull secret, to see a Driver Toolkit's kernels. */
export function printDtkCommand(dtkImage: string): string {
  return `podman run --rm ${dtkImage} cat /${DTK_RELEASE_PATH}`;
}
