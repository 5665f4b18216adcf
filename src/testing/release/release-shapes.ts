import type { GoArchitecture } from '../../domain/kernel/kernel-target';
import type { ReleaseFixture, ReleaseOptions } from './build-release';
import { buildRelease } from './build-release';
import type { StreamOptions } from './stream-fixture';

const MEBIBYTE = 1024 * 1024;
const EVERY_ARCHITECTURE: readonly GoArchitecture[] = ['amd64', 'arm64', 'ppc64le', 's390x'];
const RHCOS = 'Red Hat Enterprise Linux CoreOS';

const RHEL_9_6: StreamOptions = {
  name: 'rhel-9',
  osTag: 'rhel-coreos',
  dtkTag: 'driver-toolkit',
  osVersion: '9.6.20250514-0',
  displayName: RHCOS,
  rhelVersion: '9.6',
  kernel: '5.14.0-570.19.1.el9_6',
  shape: 'metalayer',
  squashedDtk: true,
  packageBytes: 50 * MEBIBYTE,
};
const RHEL_9_8: StreamOptions = {
  ...RHEL_9_6,
  osVersion: '9.8.20260328-0',
  rhelVersion: '9.8',
  kernel: '5.14.0-687.5.1.el9_8',
  shape: 'dummy-label',
  streamClass: 'rhel-9',
};
const RHEL_10_2: StreamOptions = {
  ...RHEL_9_8,
  name: 'rhel-10',
  osTag: 'rhel-coreos-10',
  dtkTag: 'driver-toolkit-10',
  osVersion: '10.2.20260328-0',
  rhelVersion: '10.2',
  kernel: '6.12.0-211.4.1.el10_2',
  streamClass: 'rhel-10',
};
const SCOS: StreamOptions = {
  ...RHEL_9_8,
  name: 'centos-10',
  osTag: 'stream-coreos',
  displayName: 'CentOS Stream CoreOS',
  osVersion: '10.0.20260701-0',
  rhelVersion: '10',
  kernel: '6.12.0-233.el10',
  streamClass: 'centos-10',
};
const RHEL_9_4: StreamOptions = {
  ...RHEL_9_6,
  osVersion: '418.94.202505062142-0',
  rhelVersion: '9.4',
  kernel: '5.14.0-427.68.1.el9_4',
  shape: 'label',
  packageBytes: 4 * MEBIBYTE,
};
const RHEL_9_2: StreamOptions = {
  ...RHEL_9_4,
  osVersion: '414.92.202310210434-0',
  rhelVersion: '9.2',
  kernel: '5.14.0-284.11.1.el9_2',
  realtime: '5.14.0-284.11.1.rt14.296.el9_2.x86_64',
};

/** A single-architecture 4.19 of today's production. */
export const OCP_4_19: ReleaseOptions = {
  version: '4.19.0',
  architectures: ['amd64'],
  streams: [RHEL_9_6],
  build: 'oc',
  listFlavour: 'docker',
  attestations: false,
  releasePlace: { registry: 'quay.io', repository: 'openshift-release-dev/ocp-release' },
  componentPlace: { registry: 'quay.io', repository: 'openshift-release-dev/ocp-v4.0-art-dev' },
  manifestCount: 733,
  fillerBytes: 256 * 1024,
};
const OKD: ReleaseOptions = {
  ...OCP_4_19,
  version: '4.22.0-okd-scos.6',
  streams: [SCOS],
  releasePlace: { registry: 'quay.io', repository: 'okd/scos-release' },
  componentPlace: { registry: 'quay.io', repository: 'okd/scos-content' },
};
const MULTI: ReleaseOptions = {
  ...OCP_4_19,
  architectures: EVERY_ARCHITECTURE,
  streams: [{ ...RHEL_9_6, packageBytes: MEBIBYTE }],
};

/** The releases that exist or are coming, by name. */
export const RELEASE_SHAPES = {
  'single-x86_64': OCP_4_19,
  'single-aarch64': { ...OCP_4_19, architectures: ['arm64'] },
  multi: MULTI,
  'multi-oci': { ...MULTI, listFlavour: 'oci', attestations: true },
  'rhcos-4.14': { ...OCP_4_19, version: '4.14.0', streams: [RHEL_9_2] },
  'rhcos-4.18': { ...OCP_4_19, version: '4.18.12', streams: [RHEL_9_4] },
  'rhcos-4.22': { ...OCP_4_19, version: '4.22.0', streams: [RHEL_9_8] },
  'dual-stream': { ...OCP_4_19, version: '5.0.0', streams: [RHEL_9_8, RHEL_10_2] },
  'dtk-unsquashed': { ...OCP_4_19, streams: [{ ...RHEL_9_6, squashedDtk: false }] },
  'dtk-large-boot': { ...OCP_4_19, version: '4.18.12', streams: [{ ...RHEL_9_4, bootBytes: 40 * MEBIBYTE }] },
  'okd-scos': OKD,
  'okd-scos-mismatch': {
    ...OKD,
    version: '4.22.0-okd-scos.5',
    streams: [{ ...SCOS, dtkKernel: '6.12.0-212.el10' }],
  },
  konflux: { ...OCP_4_19, version: '4.22.1', streams: [RHEL_9_8], build: 'konflux' },
  mirrored: {
    ...OCP_4_19,
    mirror: {
      registry: 'mirror.local:5000',
      releaseRepository: 'openshift/release-images',
      componentRepository: 'openshift/release',
    },
  },
} satisfies Record<string, ReleaseOptions>;

export type ReleaseShape = keyof typeof RELEASE_SHAPES;

const built = new Map<ReleaseShape, Promise<ReleaseFixture>>();

/** A release of one of the known shapes; built once for all tests of a process. */
export async function releaseFixture(shape: ReleaseShape): Promise<ReleaseFixture> {
  const fixture = built.get(shape) ?? buildRelease(RELEASE_SHAPES[shape]);
  built.set(shape, fixture);
  return fixture;
}
