import type { GoArchitecture } from '../../domain/kernel/kernel-target';
import type { StoredManifest } from '../registry-content';
import { sha256Digest } from '../registry-content';
import type { FixtureBlob, FixtureLayer } from './fixture-layer';
import { heldBlob } from './fixture-layer';

/** An image, or a list of images, as bytes that any registry can take. */
export interface FixtureImage {
  /** The name that pull specs give: `quay.io`. Wherever it is served from, mirrors or a map must lead there. */
  registry: string;
  /** `openshift-release-dev/ocp-release`. */
  repository: string;
  tags: readonly string[];
  manifest: StoredManifest;
  /** Configuration and layers; none for a list. */
  blobs: readonly FixtureBlob[];
  /** Of a list. */
  children: readonly FixtureImage[];
}

/** Where an image is. */
export interface ImagePlace {
  registry: string;
  repository: string;
  tags?: readonly string[];
}

export interface ImageContent {
  architecture: GoArchitecture;
  labels: Readonly<Record<string, string>>;
  layers: readonly FixtureLayer[];
  flavour: Flavour;
  /** Merged over the configuration: entrypoint, history, … */
  config?: { config?: object; history?: readonly object[] };
}

/** Family of media types. */
export type Flavour = 'docker' | 'oci';

const TYPES = {
  oci: {
    list: 'application/vnd.oci.image.index.v1+json',
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
    layer: 'application/vnd.oci.image.layer.v1.tar',
  },
  docker: {
    list: 'application/vnd.docker.distribution.manifest.list.v2+json',
    manifest: 'application/vnd.docker.distribution.manifest.v2+json',
    config: 'application/vnd.docker.container.image.v1+json',
    layer: 'application/vnd.docker.image.rootfs.diff.tar',
  },
};
const SEPARATORS = { oci: '+', docker: '.' };
const CREATED = '2025-06-10T08:00:00Z';

/** `quay.io/openshift-release-dev/ocp-release@sha256:…` */
export function printPullSpec({ registry, repository, manifest }: FixtureImage): string {
  return `${registry}/${repository}@${manifest.digest}`;
}

/** One image for one architecture. */
export function buildImage(place: ImagePlace, content: ImageContent): FixtureImage {
  const { architecture, labels, layers, flavour } = content;
  const types = TYPES[flavour];
  const config = heldBlob(
    printJson({
      architecture,
      os: 'linux',
      created: CREATED,
      config: { ...content.config?.config, Labels: labels },
      rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
      history: content.config?.history ?? [],
    }),
  );
  const manifest = storeManifest(types.manifest, {
    config: { mediaType: types.config, size: config.size, digest: config.digest },
    layers: layers.map(({ blob, compression, annotations }) => ({
      mediaType: `${types.layer}${SEPARATORS[flavour]}${compression}`,
      size: blob.size,
      digest: blob.digest,
      ...(annotations && { annotations }),
    })),
  });
  const blobs = [config, ...layers.map(({ blob }) => blob)];
  return { ...placed(place), manifest, blobs, children: [] };
}

/**
 * A list of images. `attestations` adds BuildKit's entry for each of them (platform `unknown/unknown`), whose manifests
 * are there too.
 */
export function buildList(
  place: ImagePlace,
  entries: readonly { architecture: GoArchitecture; image: FixtureImage }[],
  { flavour, attestations = false }: { flavour: Flavour; attestations?: boolean },
): FixtureImage {
  const images = entries.map(({ architecture, image }) => ({
    ...describe(image),
    platform: { architecture, os: 'linux' },
  }));
  const proofs = attestations ? entries.map(({ image }) => buildAttestation(place, image)) : [];
  const manifests = [...images, ...proofs.map(({ entry }) => entry)];
  const children = [...entries.map(({ image }) => image), ...proofs.map(({ image }) => image)];
  return { ...placed(place), manifest: storeManifest(TYPES[flavour].list, { manifests }), blobs: [], children };
}

/** The same bytes, and so the same digests, under another name; those of a list too. */
export function relocateImage(image: FixtureImage, place: ImagePlace): FixtureImage {
  const children = image.children.map((child) => relocateImage(child, { ...place, tags: [] }));
  return { ...image, ...placed(place), children };
}

/** The same image with other bytes as its manifest. */
export function replaceManifest(image: FixtureImage, body: object): FixtureImage {
  const { mediaType } = image.manifest;
  return { ...image, manifest: storeManifest(mediaType, body) };
}

function buildAttestation(place: ImagePlace, subject: FixtureImage): { entry: object; image: FixtureImage } {
  const statement = heldBlob(printJson({ _type: 'https://in-toto.io/Statement/v0.1', subject: describe(subject) }));
  const config = heldBlob(printJson({ architecture: 'unknown', os: 'unknown' }));
  const manifest = storeManifest(TYPES.oci.manifest, {
    config: { mediaType: TYPES.oci.config, size: config.size, digest: config.digest },
    layers: [{ mediaType: 'application/vnd.in-toto+json', size: statement.size, digest: statement.digest }],
  });
  const image = { ...placed({ ...place, tags: [] }), manifest, blobs: [config, statement], children: [] };
  const annotations = {
    'vnd.docker.reference.type': 'attestation-manifest',
    'vnd.docker.reference.digest': subject.manifest.digest,
  };
  return { image, entry: { ...describe(image), annotations, platform: { architecture: 'unknown', os: 'unknown' } } };
}

function describe({ manifest }: FixtureImage): object {
  return { mediaType: manifest.mediaType, size: manifest.bytes.length, digest: manifest.digest };
}

function placed({ registry, repository, tags = [] }: ImagePlace): Required<ImagePlace> {
  return { registry, repository, tags };
}

function storeManifest(mediaType: string, body: object): StoredManifest {
  const bytes = printJson({ schemaVersion: 2, mediaType, ...body });
  return { bytes, mediaType, digest: sha256Digest(bytes) };
}

function printJson(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
