import { createHash } from 'node:crypto';
import type { Platform } from '../domain/image/platform';

/** An image to be served. */
export interface ImageSpec {
  repository: string;
  tags?: string[];
  /** One makes a single image, several an index. Without: linux/amd64. */
  platforms?: Platform[];
  /** Media types; without: `oci`. */
  flavour?: 'docker' | 'oci';
  /** An index also for one platform. */
  index?: boolean;
  /** Adds BuildKit's attestation entry (`unknown/unknown`) to the index. */
  attestation?: boolean;
  /** Merged over the configuration of each platform. */
  config?: object;
  layers?: Buffer[];
}

/** Digests of what was added. */
export interface AddedImage {
  repository: string;
  /** Of what the tags point to. */
  digest: string;
  mediaType: string;
  /** One for each platform. */
  manifestDigests: string[];
  configDigests: string[];
  layerDigests: string[];
}

export interface StoredManifest {
  bytes: Buffer;
  digest: string;
  mediaType: string;
}

const MEDIA_TYPES = {
  oci: {
    index: 'application/vnd.oci.image.index.v1+json',
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
    layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  },
  docker: {
    index: 'application/vnd.docker.distribution.manifest.list.v2+json',
    manifest: 'application/vnd.docker.distribution.manifest.v2+json',
    config: 'application/vnd.docker.container.image.v1+json',
    layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  },
};

/** sha256 digest of some bytes, as registries write it. */
export function sha256Digest(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Images in memory: manifests by repository and tag or digest, blobs by digest. */
export class RegistryContent {
  private readonly manifests = new Map<string, StoredManifest>();
  private readonly blobs = new Map<string, Buffer>();
  private readonly repositories = new Set<string>();

  /** Builds the manifests and blobs of an image with real digests and tags it. */
  add(spec: ImageSpec): AddedImage {
    const { repository, platforms = [{ os: 'linux', architecture: 'amd64' }] } = spec;
    const types = MEDIA_TYPES[spec.flavour ?? 'oci'];
    const layers = spec.layers ?? [];
    const configs = platforms.map((platform) => json({ ...platform, ...spec.config }));
    const images = configs.map((config) =>
      this.addManifest(repository, types.manifest, {
        config: this.addBlob(config, types.config),
        layers: layers.map((layer) => this.addBlob(layer, types.layer)),
      }),
    );
    const isIndex = spec.index === true || platforms.length !== 1;
    const [first] = images;
    const top = isIndex || first === undefined ? this.addIndex(spec, types.index, platforms, images) : first;
    for (const tag of spec.tags ?? []) this.manifests.set(`${repository} ${tag}`, top);
    return {
      repository,
      digest: top.digest,
      mediaType: top.mediaType,
      manifestDigests: images.map((image) => image.digest),
      configDigests: configs.map(sha256Digest),
      layerDigests: layers.map(sha256Digest),
    };
  }

  /** Stores any bytes as a manifest, under its digest and the given tags. */
  addRawManifest(repository: string, bytes: Buffer, mediaType: string, tags: string[] = []): StoredManifest {
    const stored = { bytes, digest: sha256Digest(bytes), mediaType };
    this.repositories.add(repository);
    for (const reference of [stored.digest, ...tags]) this.manifests.set(`${repository} ${reference}`, stored);
    return stored;
  }

  hasRepository(repository: string): boolean {
    return this.repositories.has(repository);
  }

  findManifest(repository: string, reference: string): StoredManifest | undefined {
    return this.manifests.get(`${repository} ${reference}`);
  }

  findBlob(digest: string): Buffer | undefined {
    return this.blobs.get(digest);
  }

  /** Forgets a blob, as a registry after a bad garbage collection. */
  removeBlob(digest: string): void {
    this.blobs.delete(digest);
  }

  /** Forgets everything. */
  clear(): void {
    this.manifests.clear();
    this.blobs.clear();
    this.repositories.clear();
  }

  private addIndex(
    spec: ImageSpec,
    mediaType: string,
    platforms: Platform[],
    images: StoredManifest[],
  ): StoredManifest {
    const manifests: object[] = images.map((image, at) => ({
      mediaType: image.mediaType,
      digest: image.digest,
      size: image.bytes.length,
      platform: platforms[at],
    }));
    const [first] = images;
    if (spec.attestation === true && first !== undefined) {
      const size = first.bytes.length;
      const platform = { os: 'unknown', architecture: 'unknown' };
      manifests.push({ mediaType: first.mediaType, digest: first.digest, size, platform });
    }
    return this.addManifest(spec.repository, mediaType, { manifests });
  }

  private addManifest(repository: string, mediaType: string, body: object): StoredManifest {
    return this.addRawManifest(repository, json({ schemaVersion: 2, mediaType, ...body }), mediaType);
  }

  private addBlob(bytes: Buffer, mediaType: string): object {
    const digest = sha256Digest(bytes);
    this.blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  }
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
