import type { GoArchitecture } from '../../src/domain/kernel/kernel-target';
import type { Reason } from '../../src/domain/preflight/reason';
import type { Feature } from './nodes';
import type { RegistryName } from './registries';

/** The update that the demo is about. */
export const DEMO_RELEASE = '4.22.3';
export const DEMO_KERNEL = '5.14.0-570.19.1.el9_6.x86_64';
/** Name of the demo's PreflightValidationOCP and of its PreflightReport. */
export const DEMO_PREFLIGHT = `${DEMO_RELEASE}-amd64`;

/** An image that the demo pushes before anything is checked. */
export interface DemoImage {
  registry: RegistryName;
  repository: string;
  /** Pushed without a tag, because it is pinned by digest; else the kernel is the tag. */
  untagged?: boolean;
  module: string;
  architectures: readonly GoArchitecture[];
  flavour?: 'docker' | 'oci';
}

/** Which pull secret a Module names: one with the right password, or one from before the password was changed. */
export type DemoSecret = 'registry-login' | 'registry-login-old';

/** A Module of the demo with the verdict that it is there for. */
export interface DemoModule {
  namespace: string;
  name: string;
  selects: { feature: Feature; architecture?: 'arm64' };
  /** `spec.moduleLoader.container` without modprobe; absent: a Module that loads nothing. */
  container?: { kernelMappings: readonly KernelMapping[] };
  secret?: DemoSecret;
  image?: DemoImage;
  expected: { reason: Reason; needed: boolean };
}

export interface KernelMapping {
  literal?: string;
  regexp?: string;
  containerImage: string;
}

/** Hosts that exist in no DNS (RFC 2606); the mirror rules of the demo lead to the mirror registry instead. */
export const MIRRORED = { tags: 'registry.gpu-vendor.example', digests: 'registry.nic-vendor.example' } as const;
