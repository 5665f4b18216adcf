import type { GoArchitecture } from '../../domain/kernel/kernel-target';
import { rpmArchitecture } from '../../domain/release/release-kernel';
import { NO_REALTIME, buildDtkImage } from './dtk-image';
import type { FixtureImage, ImagePlace } from './fixture-image';
import type { OsShape } from './os-image';
import { buildExtensionsImage, buildOsImage } from './os-image';

/** One operating system of a release. */
export interface StreamOptions {
  /** What the product should call it: `rhel-9`. */
  name: string;
  osTag: string;
  dtkTag: string;
  osVersion: string;
  displayName: string;
  rhelVersion: string;
  /** `5.14.0-570.19.1.el9_6`: version and release without architecture. */
  kernel: string;
  /** The Driver Toolkit's, where it is another than the nodes'. */
  dtkKernel?: string;
  /** Realtime kernel of x86_64 in full, where it is not the default one with `+rt` (RHEL 9.2 and older). */
  realtime?: string;
  shape: OsShape;
  /** Labels of the images and annotation of the tags. */
  streamClass?: string;
  squashedDtk: boolean;
  bootBytes?: number;
  packageBytes: number;
}

/** The three images of a stream for one architecture. */
export interface StreamImages {
  dtk: FixtureImage;
  os: FixtureImage;
  extensions: FixtureImage;
}

const VARIANT_PACKAGES = ['core', 'devel', 'modules', 'modules-core', 'modules-extra'];

/** `5.14.0-570.19.1.el9_6.x86_64` */
export function printKernel(kernel: string, architecture: GoArchitecture): string {
  return `${kernel}.${rpmArchitecture(architecture)}`;
}

/** The realtime kernel that `uname -r` prints; only amd64 has one. */
export function realtimeKernel(stream: StreamOptions, kernel: string): string {
  return stream.realtime ?? `${printKernel(kernel, 'amd64')}+rt`;
}

/** Builds what a stream has for one architecture. */
export async function buildStreamImages(
  place: ImagePlace,
  stream: StreamOptions,
  architecture: GoArchitecture,
): Promise<StreamImages> {
  const { kernel, osVersion, shape, streamClass, packageBytes } = stream;
  const named = streamClass === undefined ? {} : { streamClass };
  const packages = shape === 'label' ? {} : { kernels: listKernelPackages(kernel, architecture) };
  const nodeKernel = printKernel(kernel, architecture);
  return {
    dtk: await buildStreamDtk(place, stream, architecture),
    os: await buildOsImage(place, { architecture, kernel: nodeKernel, osVersion, shape, ...named }),
    extensions: await buildExtensionsImage(place, { architecture, packageBytes, ...packages }),
  };
}

/** Kernel packages of an extensions image with `<evr>.<arch>`; they lack the suffix that `uname -r` prints. */
export function listKernelPackages(kernel: string, architecture: GoArchitecture): Record<string, string> {
  const variants = architecture === 'amd64' ? ['-rt'] : architecture === 'arm64' ? ['-64k'] : [];
  const names = ['', ...variants].flatMap((variant) => VARIANT_PACKAGES.map((part) => `kernel${variant}-${part}`));
  const value = printKernel(kernel, architecture);
  return Object.fromEntries(['kernel', 'kernel-headers', ...names].map((name) => [name, value]));
}

async function buildStreamDtk(
  place: ImagePlace,
  stream: StreamOptions,
  architecture: GoArchitecture,
): Promise<FixtureImage> {
  const base = stream.dtkKernel ?? stream.kernel;
  const kernel = printKernel(base, architecture);
  const realtime = architecture === 'amd64' ? realtimeKernel(stream, base) : undefined;
  const trees = architecture === 'arm64' ? [`${kernel}+64k`] : [];
  return buildDtkImage(place, {
    architecture,
    kernel,
    // Without the package rpm prints a sentence or nothing, depending on the query.
    realtime: realtime ?? (architecture === 'arm64' ? NO_REALTIME : ''),
    rhelVersion: stream.rhelVersion,
    trees: realtime === undefined ? trees : [realtime],
    squashed: stream.squashedDtk,
    bootBytes: stream.bootBytes ?? 0,
    ...(stream.streamClass !== undefined && { streamClass: stream.streamClass }),
  });
}
