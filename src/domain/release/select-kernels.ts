import type { GoArchitecture, KernelType } from '../kernel/kernel-target';
import { printDtkCommand } from './dtk-release';
import type { ReleaseKernel } from './release-kernel';
import { ARCHITECTURES, deriveKernels, KERNEL_TYPES } from './release-kernel';
import type { ReleaseWarning } from './release-warning';
import type { KernelFinding, KernelSource, StreamKernel } from './stream-kernel';
import { KERNEL_SOURCES } from './stream-kernel';

/** For which stream kernels are chosen, and for which architectures a default kernel is expected. */
export interface WantedKernels {
  stream: string;
  dtkImage?: string;
  architectures: readonly GoArchitecture[];
}

/** The types that a source would name if the release had them: there is nothing to derive then. */
const NAMED_TYPES: Record<KernelSource, readonly KernelType[]> = {
  extensions: ['default', 'rt', '64k'],
  'os-label': ['default'],
  metalayer: ['default'],
  'dtk-label': ['default'],
  'dtk-file': ['default', 'rt'],
  cluster: ['default'],
};

/**
 * One kernel for each architecture and type, from the source that is believed most (`KERNEL_SOURCES`), and a warning
 * wherever another source differs: OKD ships releases whose Driver Toolkit is for another kernel than the nodes'.
 * A kernel that no source names stays unknown, with the command that shows it; what follows by rule is marked.
 */
export function selectKernels(
  findings: readonly KernelFinding[],
  wanted: WantedKernels,
): { kernels: StreamKernel[]; warnings: ReleaseWarning[] } {
  const named = [...findings]
    .sort((a, b) => KERNEL_SOURCES.indexOf(a.source) - KERNEL_SOURCES.indexOf(b.source))
    .flatMap(({ source, kernels }) => kernels.map((kernel) => toStreamKernel(kernel, source)));
  const winners = named.filter((kernel) => firstAlike(named, kernel) === kernel);
  const derived = winners.flatMap((kernel) => derive(kernel, named));
  const kernels = [...winners, ...derived].sort(compareKernels);
  return {
    kernels,
    warnings: [...named.flatMap((kernel) => differences(kernel, named, wanted)), ...unknowns(kernels, wanted)],
  };
}

function toStreamKernel({ architecture, type, version }: ReleaseKernel, source: KernelSource): StreamKernel {
  return { architecture, type, version, source };
}

function firstAlike(kernels: readonly StreamKernel[], like: StreamKernel): StreamKernel | undefined {
  return kernels.find(({ architecture, type }) => architecture === like.architecture && type === like.type);
}

function derive(kernel: StreamKernel, named: readonly StreamKernel[]): StreamKernel[] {
  const { architecture, source } = kernel;
  const said = named
    .filter((other) => other.architecture === architecture)
    .flatMap((other) => [other.type, ...NAMED_TYPES[other.source]]);
  return deriveKernels(kernel)
    .filter(({ type }) => !said.includes(type))
    .map((variant) => ({ ...toStreamKernel(variant, source), derived: true }));
}

/** At most one warning for each version that differs from the winner's. */
function differences(
  kernel: StreamKernel,
  named: readonly StreamKernel[],
  { stream }: WantedKernels,
): ReleaseWarning[] {
  const winner = firstAlike(named, kernel);
  const first = named.find((other) => firstAlike([kernel], other) && other.version === kernel.version);
  if (!winner || winner.version === kernel.version || first !== kernel) return [];
  const where = `stream ${stream} on ${kernel.architecture}`;
  if (isDtk(kernel.source) && !isDtk(winner.source)) {
    const message =
      `The nodes of ${where} will run kernel ${winner.version} (from ${winner.source}), but the Driver Toolkit is for ` +
      `${kernel.version} (from ${kernel.source}): modules that are built with it may not load.`;
    return [{ reason: 'DtkKernelDiffers', message }];
  }
  const message =
    `Two sources name different kernels for ${where}: ${winner.version} (${winner.source}, which is used) and ` +
    `${kernel.version} (${kernel.source}).`;
  return [{ reason: 'KernelSourcesDisagree', message }];
}

function isDtk(source: KernelSource): boolean {
  return source === 'dtk-file' || source === 'dtk-label';
}

function unknowns(kernels: readonly StreamKernel[], wanted: WantedKernels): ReleaseWarning[] {
  return wanted.architectures
    .filter(
      (architecture) => !kernels.some((kernel) => kernel.architecture === architecture && kernel.type === 'default'),
    )
    .map((architecture) => ({
      reason: 'KernelUnknown',
      message:
        `Nothing that could be read names the kernel of stream ${wanted.stream} for ${architecture}; ` +
        remedyFor(wanted.dtkImage),
    }));
}

function remedyFor(dtkImage: string | undefined): string {
  return dtkImage === undefined
    ? 'enter the kernel version by hand.'
    : `enter the KERNEL_VERSION that this prints: ${printDtkCommand(dtkImage)}`;
}

function compareKernels(a: StreamKernel, b: StreamKernel): number {
  const byArchitecture = ARCHITECTURES.indexOf(a.architecture) - ARCHITECTURES.indexOf(b.architecture);
  return byArchitecture || KERNEL_TYPES.indexOf(a.type) - KERNEL_TYPES.indexOf(b.type);
}
