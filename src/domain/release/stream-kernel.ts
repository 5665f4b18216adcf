import type { GoArchitecture, KernelType } from '../kernel/kernel-target';
import type { ReleaseKernel } from './release-kernel';

/** Where a kernel was read; in the order in which they are believed (release-payload.md §7.3). */
export const KERNEL_SOURCES = ['extensions', 'os-label', 'metalayer', 'dtk-label', 'dtk-file', 'cluster'] as const;
export type KernelSource = (typeof KERNEL_SOURCES)[number];

/** The kernels that one source names. */
export interface KernelFinding {
  source: KernelSource;
  kernels: readonly ReleaseKernel[];
}

/** A kernel of a stream, with the source that won. */
export interface StreamKernel {
  architecture: GoArchitecture;
  type: KernelType;
  version: string;
  source: KernelSource;
  /** Not read but known by rule from the default kernel, which that source names. */
  derived?: true;
}

/** A stream with what was found out about it, as the API answers it. */
export interface ResolvedStream {
  name: string;
  osVersion?: string;
  dtkImage?: string;
  kernels: StreamKernel[];
}
