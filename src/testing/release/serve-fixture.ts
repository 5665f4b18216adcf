import type { RegistryServer } from '../registry-server';
import type { FixtureImage } from './fixture-image';
import type { FixtureBlob } from './fixture-layer';

/** What was asked of blobs that were added. */
export interface ServedBlobs {
  /** Digests in the order in which they were asked for; a range counts like the whole. */
  asked: string[];
}

/** An image in the shape in which images are pushed: the last manifest is what the tags are for. */
export interface PushableImage {
  digest: string;
  mediaType: string;
  manifests: { digest: string; mediaType: string; bytes: Buffer }[];
  /** Bytes of big ones are made at each reading. */
  blobs: { digest: string; readonly bytes: Buffer }[];
}

/**
 * Adds images, with those of lists, to a registry in this process, under their repositories; the registry's name counts
 * for nothing. Big blobs are made for each request, so that a test that must not fetch them costs nothing.
 */
export function addToRegistryServer(server: RegistryServer, ...images: readonly FixtureImage[]): ServedBlobs {
  const all = images.flatMap(withChildren);
  for (const { repository, tags, manifest } of all) {
    server.content.addRawManifest(repository, manifest.bytes, manifest.mediaType, [...tags]);
  }
  const blobs = new Map(all.flatMap((image) => image.blobs).map((blob): [string, FixtureBlob] => [blob.digest, blob]));
  const served: ServedBlobs = { asked: [] };
  const { content } = server;
  const findOther = content.findBlob.bind(content);
  // The server's own store holds bytes; these need not exist before someone asks.
  content.findBlob = (digest) => {
    const blob = blobs.get(digest);
    if (blob === undefined) return findOther(digest);
    served.asked.push(digest);
    return blob.bytes();
  };
  return served;
}

/** Flattens an image, or a list with its images, for a push under its repository and tags. */
export function toPushable(image: FixtureImage): PushableImage {
  const all = withChildren(image);
  const { digest, mediaType } = image.manifest;
  const blobs = new Map(all.flatMap((one) => one.blobs).map((blob): [string, FixtureBlob] => [blob.digest, blob]));
  return {
    digest,
    mediaType,
    manifests: all.map(({ manifest }) => manifest),
    blobs: [...blobs.values()].map((blob) => ({
      digest: blob.digest,
      get bytes() {
        return blob.bytes();
      },
    })),
  };
}

/** Children before what refers to them, as a registry wants them. */
function withChildren(image: FixtureImage): FixtureImage[] {
  return [...image.children.flatMap(withChildren), image];
}
