import type { GoArchitecture } from '../../domain/kernel/kernel-target';
import type { FixtureImage, ImagePlace } from './fixture-image';
import { buildList, printPullSpec, replaceManifest } from './fixture-image';
import type { FixtureLayer } from './fixture-layer';
import { makeOrdinary, PAYLOAD_LAYERS } from './hostile-payload';
import { REFERENCES_TEXTS } from './hostile-references';
import { makeImageReferences, printImageReferences } from './image-references';
import { buildReleaseImage, printReleaseMetadata } from './release-image';

/** A release image with something wrong in it; the components that it names are nowhere. */
export interface HostileRelease {
  image: FixtureImage;
  pullSpec: string;
  /** What the release names, for readers that get at it. */
  dtkImage: string;
}

const VERSION = '4.19.0';
const PLACE: ImagePlace = { registry: 'quay.io', repository: 'openshift-release-dev/ocp-release' };
const DTK_IMAGE = `quay.io/openshift-release-dev/ocp-v4.0-art-dev@sha256:${'d'.repeat(64)}`;
const FILLER_BYTES = 4096;
const MEBIBYTE = 1024 * 1024;

const TEXTS: Record<string, (typeof REFERENCES_TEXTS)[keyof typeof REFERENCES_TEXTS]> = REFERENCES_TEXTS;
const LAYERS: Record<string, (typeof PAYLOAD_LAYERS)[keyof typeof PAYLOAD_LAYERS]> = PAYLOAD_LAYERS;

/** Ways to spoil what stands around the layers, by name. */
const IMAGES = {
  'list-without-architecture': (image) => listOf([{ architecture: 's390x', image }]),
  'list-nested': (image) => {
    const inner = listOf([{ architecture: 'amd64', image }]);
    return listOf([{ architecture: 'amd64', image: inner }]);
  },
  'list-empty': () => listOf([]),
  'manifest-5-mib': (image) =>
    replaceManifest(image, {
      ...(JSON.parse(image.manifest.bytes.toString()) as object),
      annotations: { padding: 'x'.repeat(5 * MEBIBYTE) },
    }),
} satisfies Record<string, (image: FixtureImage) => FixtureImage>;
const SPOILT: Record<string, (typeof IMAGES)[keyof typeof IMAGES]> = IMAGES;

export type HostileName =
  keyof typeof REFERENCES_TEXTS | keyof typeof PAYLOAD_LAYERS | keyof typeof IMAGES | 'metadata-version-differs';

/** Every known way in which the content of a release image can be wrong (release-payload.md §8.2). */
export const HOSTILE_NAMES: readonly HostileName[] = [
  ...keysOf(REFERENCES_TEXTS),
  ...keysOf(PAYLOAD_LAYERS),
  ...keysOf(IMAGES),
  'metadata-version-differs',
];

const built = new Map<HostileName, Promise<HostileRelease>>();

/** A release image that is wrong in one way; built once for all tests of a process. */
export async function hostileRelease(name: HostileName): Promise<HostileRelease> {
  const release = built.get(name) ?? buildHostileRelease(name);
  built.set(name, release);
  return release;
}

async function buildHostileRelease(name: HostileName): Promise<HostileRelease> {
  const ordinary = await buildReleaseImage(
    PLACE,
    { architecture: 'amd64', version: VERSION, build: 'oc', fillerBytes: FILLER_BYTES, multi: false },
    await makeHostileLayers(name),
  );
  const image = { ...(SPOILT[name]?.(ordinary) ?? ordinary), tags: [`${VERSION}-x86_64`] };
  return { image, pullSpec: printPullSpec(image), dtkImage: DTK_IMAGE };
}

async function makeHostileLayers(name: HostileName): Promise<FixtureLayer[]> {
  const references = makeImageReferences(VERSION, [{ name: 'driver-toolkit', pullSpec: DTK_IMAGE }]);
  const texts = {
    references: TEXTS[name]?.(references) ?? printImageReferences(references),
    metadata: printReleaseMetadata(name === 'metadata-version-differs' ? '4.18.99' : VERSION, false),
  };
  return LAYERS[name]?.(texts) ?? [await makeOrdinary(texts)];
}

function listOf(entries: readonly { architecture: GoArchitecture; image: FixtureImage }[]): FixtureImage {
  return buildList(PLACE, entries, { flavour: 'docker' });
}

function keysOf<T extends object>(table: T): (keyof T)[] {
  return Object.keys(table) as (keyof T)[];
}
