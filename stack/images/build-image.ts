import { gzipSync } from 'node:zlib';
import type { Platform } from '../../src/domain/image/platform';
import type { StoredManifest } from '../../src/testing/registry-content';
import { RegistryContent, sha256Digest } from '../../src/testing/registry-content';
import { packTar, type TarFile } from './tar';

/** What an image has for one platform. */
export interface PlatformContent {
  platform: Platform;
  /** The files of its only layer. */
  files: readonly TarFile[];
  /** Labels of the image's configuration. */
  labels?: Readonly<Record<string, string>>;
}

export interface ImageSpec {
  platforms: readonly PlatformContent[];
  /** Media types; without: `oci`. */
  flavour?: 'docker' | 'oci';
  /** An index (OCI) or manifest list (docker) even for one platform; several always have one. */
  index?: boolean;
}

/** An image as bytes, ready to be pushed anywhere. The digests are those of the bytes. */
export interface BuiltImage {
  /** Of what a tag points to. */
  digest: string;
  mediaType: string;
  /** What refers to others comes after them, so the last one is what a tag points to. */
  manifests: StoredManifest[];
  blobs: { digest: string; bytes: Buffer }[];
}

const INDEX_TYPES = {
  oci: 'application/vnd.oci.image.index.v1+json',
  docker: 'application/vnd.docker.distribution.manifest.list.v2+json',
};
/** Where an image stands in the builder's own store; no name of it goes into the bytes. */
const ANYWHERE = 'image';

/** Builds an image with one gzipped layer a platform. Equal specifications give equal bytes. Pure. */
export function buildImage({ platforms, flavour = 'oci', index = platforms.length !== 1 }: ImageSpec): BuiltImage {
  const content = new RegistryContent();
  const blobs: BuiltImage['blobs'] = [];
  const images = platforms.map(({ platform, files, labels = {} }) => {
    const tar = packTar(files);
    const config = { config: { Labels: labels }, rootfs: { type: 'layers', diff_ids: [sha256Digest(tar)] } };
    const added = content.add({
      repository: ANYWHERE,
      platforms: [platform],
      flavour,
      config,
      layers: [gzipSync(tar)],
    });
    for (const digest of [...added.configDigests, ...added.layerDigests]) {
      blobs.push({ digest, bytes: stored(content.findBlob(digest)) });
    }
    return { platform, manifest: stored(content.findManifest(ANYWHERE, added.digest)) };
  });
  const manifests = images.map(({ manifest }) => manifest);
  if (index) manifests.push(addIndex(content, INDEX_TYPES[flavour], images));
  const { digest, mediaType } = stored(manifests.at(-1));
  return { digest, mediaType, manifests, blobs };
}

function addIndex(
  content: RegistryContent,
  mediaType: string,
  images: readonly { platform: Platform; manifest: StoredManifest }[],
): StoredManifest {
  const manifests = images.map(({ platform, manifest }) => ({
    mediaType: manifest.mediaType,
    digest: manifest.digest,
    size: manifest.bytes.length,
    platform,
  }));
  return content.addRawManifest(
    ANYWHERE,
    Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests })),
    mediaType,
  );
}

function stored<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('an image needs at least one platform');
  return found;
}
