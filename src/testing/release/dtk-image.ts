import type { GoArchitecture } from '../../domain/kernel/kernel-target';
import type { FixtureImage, ImagePlace } from './fixture-image';
import { buildImage } from './fixture-image';
import { fillerLayers, makeLayer } from './fixture-layer';
import { SeededRandom } from './seeded-random';
import type { TarEntry } from './tar-entries';

export interface DtkContent {
  architecture: GoArchitecture;
  /** `5.14.0-570.19.1.el9_6.x86_64` */
  kernel: string;
  /** What rpm printed for the realtime kernel, whether it is one or not. */
  realtime: string;
  rhelVersion: string;
  /** Further kernels whose headers are there. */
  trees?: readonly string[];
  /** All in one layer, as builds of OpenShift do it, or the release file alone in a last one. */
  squashed: boolean;
  /** Bytes in `boot/`, which comes before the release file. */
  bootBytes?: number;
  streamClass?: string;
  /** In place of the release file's text. */
  releaseText?: string;
  labels?: Readonly<Record<string, string>>;
}

/** What rpm prints where there is no realtime kernel; the build adds `+rt` to it. */
export const NO_REALTIME = 'package kernel-rt-core is not installed+rt';

const BASE_LAYERS = 4;
const BASE_BYTES = 128 * 1024;
const SYMBOLS = 400;
const RELEASE_PATH = 'etc/driver-toolkit-release.json';

/** The text of `etc/driver-toolkit-release.json` as the build echoes it. */
export function printDtkRelease({ kernel, realtime, rhelVersion }: DtkContent): string {
  return `{ "KERNEL_VERSION": "${kernel}", "RT_KERNEL_VERSION": "${realtime}", "RHEL_VERSION": "${rhelVersion}" }\n`;
}

/** A Driver Toolkit. Builds leave its kernel labels empty. */
export async function buildDtkImage(place: ImagePlace, content: DtkContent): Promise<FixtureImage> {
  const { architecture, squashed, streamClass } = content;
  const base = await fillerLayers(`toolkit base ${architecture}`, BASE_LAYERS, BASE_BYTES);
  const release: TarEntry = { path: RELEASE_PATH, content: content.releaseText ?? printDtkRelease(content) };
  const files = [...listFiles(content), ...(squashed ? [release] : [])].sort(comparePaths);
  const own = [await makeLayer(files)];
  if (!squashed) own.push(await makeLayer([{ path: 'etc', directory: true }, release]));
  return buildImage(place, {
    architecture,
    flavour: 'docker',
    layers: [...base, ...own],
    labels: {
      name: 'driver-toolkit',
      version: '0.1',
      'io.openshift.release.operator': 'true',
      'kernel-version': '',
      'kernel-rt-version': '',
      ...(streamClass && { 'io.openshift.os.streamclass': streamClass }),
      ...content.labels,
    },
  });
}

/** In the order in which a walk by name meets them. */
function comparePaths(one: TarEntry, other: TarEntry): number {
  return one.path < other.path ? -1 : 1;
}

function listFiles(content: DtkContent): TarEntry[] {
  const { architecture, kernel, bootBytes = 0, trees = [] } = content;
  const random = new SeededRandom(`toolkit ${kernel}`);
  const boot: TarEntry[] =
    bootBytes === 0
      ? []
      : [{ path: `boot/vmlinuz-${kernel}`, content: { noise: `vmlinuz ${kernel}`, length: bootBytes }, mode: 0o755 }];
  return [
    { path: 'boot', directory: true },
    ...boot,
    { path: 'etc', directory: true },
    { path: 'etc/bashrc', content: '# System wide functions and aliases\n' },
    { path: 'etc/dnf/vars/releasever', content: content.rhelVersion },
    { path: 'etc/ld.so.cache', content: { noise: `ld.so.cache ${architecture}`, length: 20_000 } },
    { path: 'etc/yum.repos.d/art.repo', content: '[rhel-9-baseos]\nenabled = 1\n' },
    { path: 'manifests', directory: true },
    { path: 'manifests/01-openshift-imagestream.yaml', content: 'kind: ImageStream\n' },
    { path: `lib/modules/${kernel}/config`, content: 'CONFIG_CC_VERSION_TEXT="gcc (GCC) 11.5.0"\n' },
    ...[kernel, ...trees].flatMap((tree) => listTree(tree, random)),
  ];
}

function listTree(kernel: string, random: SeededRandom): TarEntry[] {
  const symbols = Array.from(
    { length: SYMBOLS },
    (_, at) => `0x${random.hex(8)}\tsymbol_${at}_${random.hex(4)}\tvmlinux\tEXPORT_SYMBOL_GPL\t\n`,
  );
  const root = `usr/src/kernels/${kernel}`;
  return [
    { path: root, directory: true },
    { path: `${root}/.config`, content: `CONFIG_LOCALVERSION=""\nCONFIG_BUILD_SALT="${kernel}"\n` },
    { path: `${root}/Module.symvers`, content: symbols.join('') },
    { path: `${root}/scripts/mod/modpost`, content: { noise: `modpost ${kernel}`, length: 50_000 }, mode: 0o755 },
  ];
}
