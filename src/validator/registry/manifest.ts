import * as z from 'zod/mini';
import type { Platform } from '../../domain/image/platform';
import { cleanText, parseJson } from './answer-text';

/** A pointer to a blob or to another manifest (OCI image specification, "Descriptor"). */
export interface Descriptor {
  mediaType: string;
  digest: string;
  /** Bytes. */
  size: number;
  /** In an index: what the manifest runs on, if it says. */
  platform?: Platform;
}

/** A manifest as far as it is used: a list for several platforms, or one image. */
export type ManifestBody =
  | { kind: 'Index'; mediaType: string; manifests: Descriptor[] }
  | { kind: 'Image'; mediaType: string; config: Descriptor; layers: Descriptor[] };

/** What was asked for, with the digest of the bytes that came. */
export type Manifest = ManifestBody & { digest: string };

export const INDEX_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
export const IMAGE_TYPES = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];
/** Asked for only so that such an image is recognised; otherwise a registry answers 404 or converts it. */
export const SCHEMA1_TYPES = [
  'application/vnd.docker.distribution.manifest.v1+prettyjws',
  'application/vnd.docker.distribution.manifest.v1+json',
];
/** Types that say nothing, so that the body must. */
const VAGUE_TYPES = ['', 'application/json', 'application/octet-stream', 'binary/octet-stream', 'text/plain'];

const platform = z.object({ os: z.string(), architecture: z.string(), variant: z.optional(z.string()) });
const descriptor = z.object({
  mediaType: z._default(z.string(), ''),
  digest: z.string(),
  size: z.number(),
  platform: z.optional(z.nullable(platform)),
});
const index = z.object({ manifests: z.array(descriptor) });
const image = z.object({ config: descriptor, layers: z.array(descriptor) });

/**
 * Reads a manifest by its Content-Type, else by its own `mediaType`, else by its structure. Returns a phrase that
 * completes "answered with …" when it is not one.
 */
export function parseManifest(body: Uint8Array, contentType: string): ManifestBody | string {
  const headerType = bareType(contentType);
  if (headerType === 'text/html') return 'an HTML page instead of a manifest';
  if (SCHEMA1_TYPES.includes(headerType)) return SCHEMA1;
  if (body.length === 0) return 'an empty body instead of a manifest';
  const json = parseJson(body);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return NOT_JSON;
  const { schemaVersion, mediaType } = json as { schemaVersion?: unknown; mediaType?: unknown };
  if (schemaVersion === 1 || 'fsLayers' in json) return SCHEMA1;
  const ownType = typeof mediaType === 'string' ? bareType(mediaType) : '';
  return parseTyped(json, VAGUE_TYPES.includes(headerType) ? ownType : headerType);
}

function parseTyped(json: object, mediaType: string): ManifestBody | string {
  const looksLikeIndex = 'manifests' in json;
  const looksLikeImage = 'layers' in json || 'config' in json;
  // One body that is both would mean different images to different readers (CVE-2021-41190).
  if (looksLikeIndex && looksLikeImage) return 'a manifest that is a list and an image at once';
  if (INDEX_TYPES.includes(mediaType)) return parseIndex(json, mediaType);
  if (IMAGE_TYPES.includes(mediaType)) return parseImage(json, mediaType);
  if (mediaType !== '') return `the unknown type ${cleanText(mediaType)} instead of a manifest`;
  if (looksLikeIndex) return parseIndex(json, 'application/vnd.oci.image.index.v1+json');
  if (looksLikeImage) return parseImage(json, 'application/vnd.oci.image.manifest.v1+json');
  return 'JSON that is no manifest';
}

/** A media type without parameters, in lower case. */
export function bareType(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

const SCHEMA1 = 'a manifest of schema 1, which is no longer supported; push the image again with a present-day tool';
const NOT_JSON = 'something that is not JSON instead of a manifest';

function parseIndex(json: object, mediaType: string): ManifestBody | string {
  const parsed = z.safeParse(index, json);
  if (!parsed.success) return 'a list of manifests without usable entries';
  return { kind: 'Index', mediaType, manifests: parsed.data.manifests.map(toDescriptor) };
}

function parseImage(json: object, mediaType: string): ManifestBody | string {
  const parsed = z.safeParse(image, json);
  if (!parsed.success) return 'a manifest without usable config and layers';
  const { config, layers } = parsed.data;
  return { kind: 'Image', mediaType, config: toDescriptor(config), layers: layers.map(toDescriptor) };
}

function toDescriptor(raw: z.infer<typeof descriptor>): Descriptor {
  const { mediaType, digest, size } = raw;
  return raw.platform ? { mediaType, digest, size, platform: toPlatform(raw.platform) } : { mediaType, digest, size };
}

function toPlatform({ os, architecture, variant }: z.infer<typeof platform>): Platform {
  return variant === undefined ? { os, architecture } : { os, architecture, variant };
}
