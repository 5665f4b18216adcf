import type { GoArchitecture } from '../../src/domain/kernel/kernel-target';
import { buildImage, type BuiltImage } from '../images/build-image';

/** What tells the images of two drivers apart. */
export interface DriverImage {
  /** Name of the kernel module, as in `<module>.ko`. */
  module: string;
  /** With the architecture's suffix; images of other architectures get their own. */
  kernel: string;
  architectures: readonly GoArchitecture[];
  flavour?: 'docker' | 'oci';
}

const KERNEL_SUFFIX: Record<GoArchitecture, string> = {
  amd64: 'x86_64',
  arm64: 'aarch64',
  ppc64le: 'ppc64le',
  s390x: 's390x',
};

/** A module image as KMM expects it, `/opt/lib/modules/<kernel>/<module>.ko`, with a text in place of the module. */
export function buildDriverImage({ module, kernel, architectures, flavour = 'oci' }: DriverImage): BuiltImage {
  const platforms = architectures.map((architecture) => {
    const ownKernel = kernel.replace(/[^.]+$/, KERNEL_SUFFIX[architecture]);
    const path = `opt/lib/modules/${ownKernel}/${module}.ko`;
    const content = Buffer.from(`Stands for the kernel module ${module}, built for ${ownKernel}.\n`);
    return { platform: { os: 'linux', architecture }, files: [{ path, content }] };
  });
  return buildImage({ platforms, flavour });
}
