import { DEMO_KERNEL, DEMO_RELEASE } from './demo-module';

/** A release that the demo's cluster knows. */
export interface DemoRelease {
  version: string;
  /** Version and release of the kernel, without the architecture. */
  kernel: string;
  /** Of the node image. */
  osVersion: string;
}

/** What runs, what the demo's preflight is about, and an update with a known risk. */
export const DEMO_RELEASES = {
  current: { version: '4.22.1', kernel: '5.14.0-570.12.1.el9_6', osVersion: '9.6.20261013-0' },
  available: { version: DEMO_RELEASE, kernel: DEMO_KERNEL.replace(/\.x86_64$/, ''), osVersion: '9.6.20261110-0' },
  conditional: { version: '4.22.4', kernel: '5.14.0-570.26.1.el9_6', osVersion: '9.6.20261117-0' },
} as const satisfies Record<string, DemoRelease>;

/** How the demo's cluster comes to know a release. */
export type DemoReleaseRole = keyof typeof DEMO_RELEASES;

/** Where releases are published, and where the mirror registry has them. */
export const RELEASE_PLACES = [
  { source: 'quay.io/openshift-release-dev/ocp-release', mirror: 'openshift/release-images' },
  { source: 'quay.io/openshift-release-dev/ocp-v4.0-art-dev', mirror: 'openshift/release' },
] as const;
