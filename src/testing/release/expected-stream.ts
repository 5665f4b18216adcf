import type { GoArchitecture } from '../../domain/kernel/kernel-target';
import type { ReleaseKernel } from '../../domain/release/release-kernel';
import type { KernelFinding, StreamKernel } from '../../domain/release/stream-kernel';
import type { StreamOptions } from './stream-fixture';
import { printKernel, realtimeKernel } from './stream-fixture';

/** What is true of a stream of a fixture, for tests to compare with. */
export interface ExpectedStream {
  name: string;
  osVersion: string;
  /** Pull specs as the release names them. */
  dtkImage: string;
  osImage: string;
  extensionsImage: string;
  /** What each source says, the one that is believed most first. */
  findings: KernelFinding[];
  /** Of each architecture and type what the first source says; nothing that only follows by rule. */
  kernels: StreamKernel[];
}

/** The kernels that the images of a stream name, by source (release-payload.md §7.3). */
export function listFindings(stream: StreamOptions, architectures: readonly GoArchitecture[]): KernelFinding[] {
  const { kernel, shape } = stream;
  const defaults = architectures.map((architecture): ReleaseKernel => ofType(kernel, architecture, 'default'));
  const extensions = architectures.flatMap((architecture) => listTypes(kernel, architecture));
  const dtkKernel = stream.dtkKernel ?? kernel;
  const dtk = architectures.flatMap((architecture): ReleaseKernel[] => [
    ofType(dtkKernel, architecture, 'default'),
    ...(architecture === 'amd64'
      ? [{ architecture, type: 'rt' as const, version: realtimeKernel(stream, dtkKernel) }]
      : []),
  ]);
  return [
    ...(shape === 'label' ? [] : [{ source: 'extensions' as const, kernels: extensions }]),
    ...(shape === 'dummy-label' ? [] : [{ source: 'os-label' as const, kernels: defaults }]),
    ...(shape === 'label' ? [] : [{ source: 'metalayer' as const, kernels: defaults }]),
    { source: 'dtk-file', kernels: dtk },
  ];
}

/** The first that names each architecture and type. */
export function firstKernels(findings: readonly KernelFinding[]): StreamKernel[] {
  const first = new Map<string, StreamKernel>();
  for (const { source, kernels } of findings) {
    for (const kernel of kernels) {
      const key = `${kernel.architecture} ${kernel.type}`;
      if (!first.has(key)) first.set(key, { ...kernel, source });
    }
  }
  return [...first.values()];
}

function listTypes(kernel: string, architecture: GoArchitecture): ReleaseKernel[] {
  const all = [ofType(kernel, architecture, 'default')];
  if (architecture === 'amd64') all.push(ofType(kernel, architecture, 'rt'));
  if (architecture === 'arm64') all.push(ofType(kernel, architecture, '64k'));
  return all;
}

function ofType(kernel: string, architecture: GoArchitecture, type: ReleaseKernel['type']): ReleaseKernel {
  const suffix = type === 'default' ? '' : `+${type}`;
  return { architecture, type, version: `${printKernel(kernel, architecture)}${suffix}` };
}
