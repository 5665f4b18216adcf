import type { GoArchitecture } from '../../src/domain/kernel/kernel-target';
import type { DemoImage, DemoModule } from './demo-module';
import { DEMO_KERNEL, MIRRORED } from './demo-module';
import { buildDriverImage } from './driver-image';
import type { RegistryHosts } from './registries';

const RHEL_9_KERNELS = '^5\\.14\\.0-.+\\.el9_.+\\.x86_64$';
const KERNEL_TAG = '${KERNEL_FULL_VERSION}';
const BOTH: readonly GoArchitecture[] = ['amd64', 'arm64'];
const NEEDED = true;
const NOT_NEEDED = false;

const forRhel9 = (containerImage: string) => ({ kernelMappings: [{ regexp: RHEL_9_KERNELS, containerImage }] });

/** One Module for each outcome that the registry check has. */
export function demoModules(hosts: RegistryHosts): DemoModule[] {
  return [...gpuModules(hosts), ...networkModules(hosts), ...storageModules(hosts)];
}

function gpuModules({ open, private: restricted }: RegistryHosts): DemoModule[] {
  return [
    {
      namespace: 'gpu',
      name: 'gpu-driver',
      selects: { feature: 'gpu' },
      container: forRhel9(`${open}/gpu/driver:${KERNEL_TAG}`),
      image: { registry: 'open', repository: 'gpu/driver', module: 'gpu', architectures: BOTH },
      expected: { reason: 'ImageVerified', needed: NEEDED },
    },
    {
      namespace: 'gpu',
      name: 'gpu-fabric',
      selects: { feature: 'gpu' },
      container: forRhel9(`${MIRRORED.tags}/drivers/fabric:${KERNEL_TAG}`),
      image: { registry: 'mirror', repository: 'gpu-vendor/drivers/fabric', module: 'gpu_fabric', architectures: BOTH },
      expected: { reason: 'ImageVerified', needed: NEEDED },
    },
    {
      namespace: 'gpu',
      name: 'gpu-telemetry',
      selects: { feature: 'gpu' },
      container: forRhel9(`${restricted}/gpu/telemetry:${KERNEL_TAG}`),
      secret: 'registry-login',
      image: { registry: 'private', repository: 'gpu/telemetry', module: 'gpu_telemetry', architectures: ['amd64'] },
      expected: { reason: 'ImageVerified', needed: NEEDED },
    },
    {
      namespace: 'gpu',
      name: 'video-encoder',
      selects: { feature: 'gpu' },
      container: forRhel9(`${open}/gpu/video-encoder:${KERNEL_TAG}`),
      image: { registry: 'open', repository: 'gpu/video-encoder', module: 'venc', architectures: ['arm64'] },
      expected: { reason: 'PlatformMissing', needed: NEEDED },
    },
  ];
}

function networkModules({ open }: RegistryHosts): DemoModule[] {
  const offload: DemoImage = {
    registry: 'mirror',
    repository: 'nic-vendor/offload',
    untagged: true,
    module: 'nic_offload',
    architectures: BOTH,
    flavour: 'docker',
  };
  const offloadDigest = buildDriverImage({ ...offload, kernel: DEMO_KERNEL }).digest;
  return [
    {
      namespace: 'network',
      name: 'dpu-arm',
      selects: { feature: 'nic', architecture: 'arm64' },
      container: { kernelMappings: [{ regexp: '\\.aarch64$', containerImage: `${open}/network/dpu:${KERNEL_TAG}` }] },
      expected: { reason: 'MappingNotFound', needed: NOT_NEEDED },
    },
    {
      namespace: 'network',
      name: 'nic-offload',
      selects: { feature: 'nic' },
      container: forRhel9(`${MIRRORED.digests}/offload@${offloadDigest}`),
      image: offload,
      expected: { reason: 'ImageVerified', needed: NEEDED },
    },
    {
      namespace: 'network',
      name: 'nic-sriov',
      selects: { feature: 'nic' },
      // A negative lookahead, which RE2 does not have.
      container: {
        kernelMappings: [{ regexp: '^(?!4\\.).*\\.x86_64$', containerImage: `${open}/network/sriov:${KERNEL_TAG}` }],
      },
      image: { registry: 'open', repository: 'network/sriov', module: 'sriov', architectures: BOTH },
      expected: { reason: 'MappingInvalid', needed: NEEDED },
    },
    {
      namespace: 'network',
      name: 'nic-timestamp',
      selects: { feature: 'nic' },
      container: forRhel9(`${open}/network/timestamp:\${KERNEL_FULL_VERSION`),
      expected: { reason: 'TemplateInvalid', needed: NEEDED },
    },
  ];
}

function storageModules({ open, private: restricted }: RegistryHosts): DemoModule[] {
  return [
    {
      namespace: 'storage',
      name: 'block-cache',
      selects: { feature: 'nvme' },
      container: forRhel9(`${open}/storage/block-cache:${KERNEL_TAG}`),
      expected: { reason: 'ImageNotFound', needed: NEEDED },
    },
    {
      namespace: 'storage',
      name: 'nvme-offload',
      selects: { feature: 'nvme' },
      container: forRhel9(`${restricted}/storage/nvme-offload:${KERNEL_TAG}`),
      secret: 'registry-login-old',
      image: {
        registry: 'private',
        repository: 'storage/nvme-offload',
        module: 'nvme_offload',
        architectures: ['amd64'],
      },
      expected: { reason: 'ImageUnauthorized', needed: NEEDED },
    },
    {
      namespace: 'storage',
      name: 'raid-controller',
      selects: { feature: 'nvme' },
      container: {
        kernelMappings: [
          { literal: '5.14.0-427.68.1.el9_4.x86_64', containerImage: `${open}/storage/raid:el9_4` },
          { literal: '5.14.0-503.40.1.el9_5.x86_64', containerImage: `${open}/storage/raid:el9_5` },
        ],
      },
      expected: { reason: 'MappingNotFound', needed: NEEDED },
    },
    {
      namespace: 'storage',
      name: 'smart-monitor',
      selects: { feature: 'nvme' },
      expected: { reason: 'NothingToLoad', needed: NEEDED },
    },
  ];
}
