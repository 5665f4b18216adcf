import type { KernelType } from '../kernel/kernel-target';

/** What is asked of a node. */
export interface ReleaseNode {
  name: string;
  /** Go name of `status.nodeInfo.architecture`. */
  architecture: string;
  kernelVersion: string;
  osImage: string;
  labels: Readonly<Record<string, string>>;
}

/** One demand of a pool's node selector. */
export interface SelectorExpression {
  key: string;
  /** `In`, `NotIn`, `Exists`, `DoesNotExist`; a node meets no other. */
  operator: string;
  values: readonly string[];
}

/** What is asked of a MachineConfigPool and its rendered MachineConfig. */
export interface ReleasePool {
  name: string;
  matchLabels: Readonly<Record<string, string>>;
  matchExpressions: readonly SelectorExpression[];
  /** Of the rendered MachineConfig; undefined when it could not be read. */
  kernelType?: KernelType;
  /** An `osImageURL` that is not the release's. */
  customOsImage?: string;
  /** `spec.osImageStream.name`, else the status'. */
  osStream?: string;
}

/** A PVO that exists. */
export interface ExistingPreflight {
  name: string;
  kernelVersion: string;
  dtkImage?: string;
}
