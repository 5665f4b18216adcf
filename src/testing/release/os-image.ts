import type { GoArchitecture } from '../../domain/kernel/kernel-target';
import { rpmArchitecture } from '../../domain/release/release-kernel';
import type { FixtureImage, ImagePlace } from './fixture-image';
import { buildImage } from './fixture-image';
import type { FixtureLayer } from './fixture-layer';
import { fillerLayer, fillerLayers, makeLayer } from './fixture-layer';
import { printExtensions, printMetalayer } from './package-lists';
import { SeededRandom } from './seeded-random';

/**
 * How a node image tells its kernel: up to 4.18 a label; from 4.19 the list of packages in its last layer too; from 4.22
 * only that, and the label is a word.
 */
export type OsShape = 'label' | 'metalayer' | 'dummy-label';

export interface OsContent {
  architecture: GoArchitecture;
  kernel: string;
  osVersion: string;
  shape: OsShape;
  streamClass?: string;
}

export interface ExtensionsContent {
  architecture: GoArchitecture;
  /** Package → `<evr>.<arch>`; undefined for images up to 4.18, which have no list. */
  kernels?: Readonly<Record<string, string>>;
  /** Bytes of packages, never to be fetched. */
  packageBytes: number;
}

const CHUNK_LAYERS = 60;
const CHUNK_BYTES = 16 * 1024;
const UPPER_LAYERS = 2;
const LABELS = {
  'containers.bootc': '1',
  'ostree.bootable': 'true',
  'org.opencontainers.image.source': 'https://github.com/openshift/os',
};

/** A node image: an ostree in some sixty chunks, and since 4.19 layers of a container build on top. */
export async function buildOsImage(place: ImagePlace, content: OsContent): Promise<FixtureImage> {
  const { architecture, kernel, osVersion, shape, streamClass } = content;
  const random = new SeededRandom(`node image ${kernel}`);
  const chunks = await fillerLayers(`ostree ${architecture}`, CHUNK_LAYERS, CHUNK_BYTES);
  const layers = chunks.map((layer) => ({ ...layer, annotations: { 'ostree.components': inventComponents(random) } }));
  const upper = shape === 'label' ? [] : await makeUpperLayers(kernel, architecture);
  return buildImage(place, {
    architecture,
    flavour: 'oci',
    layers: [...layers, ...upper],
    labels: {
      ...LABELS,
      'ostree.commit': random.hex(64),
      'ostree.linux': shape === 'dummy-label' ? 'true' : kernel,
      'org.opencontainers.image.revision': random.hex(40),
      'rpmostree.inputhash': random.hex(64),
      version: osVersion,
      ...(shape !== 'label' && { 'io.openshift.metalayer': 'true' }),
      ...(streamClass && { 'io.openshift.os.streamclass': streamClass }),
    },
    config: { history: layers.map(() => ({ created_by: `ostree export of commit ${random.hex(64)}` })) },
  });
}

/** The extensions of a node image: a base, the packages, and since 4.19 a small last layer that lists them. */
export async function buildExtensionsImage(place: ImagePlace, content: ExtensionsContent): Promise<FixtureImage> {
  const { architecture, kernels, packageBytes } = content;
  const rpm = rpmArchitecture(architecture);
  const layers = [
    await fillerLayer(`ubi ${architecture}`, CHUNK_BYTES),
    await fillerLayer(`packages ${architecture}`, packageBytes),
  ];
  if (kernels !== undefined) {
    layers.push(
      await makeLayer([{ path: 'usr/share/rpm-ostree/extensions.json', content: printExtensions(kernels, rpm) }]),
    );
  }
  const labels = { 'io.openshift.os.extensions': 'true', name: 'rhel-coreos-extensions' };
  return buildImage(place, { architecture, flavour: 'oci', layers, labels });
}

async function makeUpperLayers(kernel: string, architecture: GoArchitecture): Promise<FixtureLayer[]> {
  const path = 'usr/share/openshift/base/meta.json';
  return [
    ...(await fillerLayers(`node build ${architecture}`, UPPER_LAYERS, CHUNK_BYTES)),
    await makeLayer([{ path, content: printMetalayer(kernel, rpmArchitecture(architecture)) }]),
  ];
}

function inventComponents(random: SeededRandom): string {
  return Array.from({ length: 1 + random.below(6) }, () => `component-${random.hex(6)}`).join(',');
}
