/** Architectures that OpenShift runs on, with Go's names. */
export type GoArchitecture = 'amd64' | 'arm64' | 'ppc64le' | 's390x';

/** The kernel types of a MachineConfig: `default`, `rt` (realtime) and `64k` (64 KiB pages, arm64 only). */
export type KernelType = 'default' | 'rt' | '64k';

/** On which nodes a kernel runs. `architecture` is undefined when the kernel string does not tell. */
export interface KernelTarget {
  architecture: GoArchitecture | undefined;
  type: KernelType;
}

const ARCHITECTURES: Record<string, GoArchitecture> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  ppc64le: 'ppc64le',
  s390x: 's390x',
};

/**
 * Reads architecture and type off a RHEL kernel string: `<version>-<release>.<arch>[+<variant>]`. The variant is `rt`,
 * `64k`, `debug` or several of them joined by `-`; realtime kernels up to RHEL 9.2 have no variant but `.rt<n>.` in the
 * release. `rt-64k` counts as `rt`: a MachineConfig has no name for it. A debug kernel counts as what it debugs.
 */
export function parseKernelTarget(kernel: string): KernelTarget {
  const plus = kernel.indexOf('+');
  const base = plus === -1 ? kernel : kernel.slice(0, plus);
  const variants = plus === -1 ? [] : kernel.slice(plus + 1).split(/[+-]/);
  const suffix = base.slice(base.lastIndexOf('.') + 1);
  const architecture = base.includes('.') && Object.hasOwn(ARCHITECTURES, suffix) ? ARCHITECTURES[suffix] : undefined;
  return { architecture, type: typeOf(base, variants) };
}

function typeOf(base: string, variants: string[]): KernelType {
  if (variants.includes('rt') || /\.rt\d+\./.test(base)) return 'rt';
  return variants.includes('64k') ? '64k' : 'default';
}
