import { parseOsVersion, parseStreamClass } from './os-stream';
import { textOf } from './json-text';
import type { ReleaseKernel } from './release-kernel';
import { parsePackageKernel } from './release-kernel';

/** Labels of an image's configuration, as a stranger wrote them. */
export type ImageLabels = Readonly<Record<string, unknown>>;

/** What the labels of a node image, or of `machine-os-content`, say. */
export interface OsLabels {
  kernels: ReleaseKernel[];
  osVersion?: string;
  streamClass?: string;
  /** The last layer is a small one with the list of packages. */
  metalayer: boolean;
}

const DEFAULT_KERNEL = ['ostree.linux', 'com.coreos.rpm.kernel', 'com.coreos.rpm.kernel-core'];
const REALTIME_KERNEL = ['com.coreos.rpm.kernel-rt-core'];
const VERSIONS = ['version', 'org.opencontainers.image.version'];

/**
 * Reads the labels of a node image (release-payload.md §1.11). `ostree.linux` counts only as a kernel: since 4.22 it is
 * the word `true`.
 */
export function parseOsLabels(labels: ImageLabels): OsLabels {
  const kernel = firstKernel(labels, DEFAULT_KERNEL, 'default');
  const realtime = firstKernel(labels, REALTIME_KERNEL, 'rt');
  const osVersion = VERSIONS.map((name) => parseOsVersion(labels[name])).find((version) => version !== undefined);
  const streamClass = parseStreamClass(labels['io.openshift.os.streamclass']);
  return {
    kernels: [kernel, realtime].filter((found) => found !== undefined),
    ...(osVersion !== undefined && { osVersion }),
    ...(streamClass !== undefined && { streamClass }),
    metalayer: labels['io.openshift.metalayer'] === 'true',
  };
}

function firstKernel(labels: ImageLabels, names: string[], type: 'default' | 'rt'): ReleaseKernel | undefined {
  const outcomes = names.map((name) => parsePackageKernel(textOf(labels[name]), type));
  return outcomes.find((outcome) => outcome.ok)?.value;
}
