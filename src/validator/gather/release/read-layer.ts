import type { BlobDescriptor, BlobStream } from '../../ports';
import { createHash } from 'node:crypto';
import type { OpenImage } from './open-image';
import { RegistryRefused } from './open-image';
import type { LayerContent, LayerSearch } from './scan-layer';
import { scanLayer } from './scan-layer';

/** Compressed bytes that may still be read; shared by the layers of one image. */
export interface ByteBudget {
  left: number;
}

/** How a layer is read. */
export interface LayerReading {
  wanted: readonly string[];
  /** The one file without which the reading goes on. */
  required: string;
  budget: ByteBudget;
  /** Read at first, bytes; more only when the file is not in it. Absent: everything in one go. */
  prefixBytes?: number;
  /** The whole layer, its digest verified, before anything of it is believed. */
  verify: boolean;
}

/** What a layer holds, and whether its digest was verified. */
export interface LayerFinding extends LayerContent {
  verified: boolean;
}

/** Up to this size the rest of a layer is read whole, so that its digest can be verified. */
const WHOLE_LIMIT = 16 * 1024 * 1024;
const NO_RANGE = [400, 416, 501];

/**
 * Looks for files in a layer and reads no more than it takes: the first bytes, then the rest if it may be in there. What was
 * read in part cannot be verified; damage in it is only believed of a layer whose digest was. Throws RegistryRefused.
 */
export async function readLayer(image: OpenImage, layer: BlobDescriptor, reading: LayerReading): Promise<LayerFinding> {
  const { prefixBytes, budget, verify } = reading;
  if (verify || (prefixBytes !== undefined && layer.size <= prefixBytes)) return readWhole(image, layer, reading);
  if (prefixBytes === undefined) return readStream(image, layer, reading);
  const length = Math.min(prefixBytes, budget.left);
  if (length <= 0) return spent();
  const blob = await openRange(image, layer.digest, { start: 0, end: length - 1 });
  if (!blob.partial) return confirm(image, layer, reading, await scanBlob(blob, layer.size, reading));
  const prefix = await collect(blob, budget, length);
  const search: LayerSearch = { ...searchFor(reading), partial: true };
  const found = await scanLayer(fromBytes([prefix]), { ...search, enough: hasAll(reading) });
  if (found.files.has(reading.required)) return { ...found, verified: false };
  if (layer.size <= WHOLE_LIMIT) return readRest(image, layer, reading, prefix);
  return readStream(image, layer, reading);
}

/** The rest of a layer after its prefix; the digest of both together is verified. */
async function readRest(
  image: OpenImage,
  layer: BlobDescriptor,
  reading: LayerReading,
  prefix: Buffer,
): Promise<LayerFinding> {
  const { budget } = reading;
  const start = prefix.length;
  if (layer.size - start > budget.left) return spent();
  const blob = await openRange(image, layer.digest, { start, end: layer.size - 1 });
  if (!blob.partial) return confirm(image, layer, reading, await scanBlob(blob, layer.size, reading));
  const rest = await collect(blob, budget, layer.size - start);
  return scanVerified(image, layer, reading, Buffer.concat([prefix, rest]));
}

async function readWhole(image: OpenImage, layer: BlobDescriptor, reading: LayerReading): Promise<LayerFinding> {
  const { budget } = reading;
  if (layer.size > budget.left) return spent();
  const bytes = await collect(await image.openBlob(layer.digest), budget, layer.size);
  return scanVerified(image, layer, reading, bytes);
}

async function scanVerified(
  image: OpenImage,
  layer: BlobDescriptor,
  reading: LayerReading,
  bytes: Buffer,
): Promise<LayerFinding> {
  const algorithm = layer.digest.slice(0, layer.digest.indexOf(':'));
  if (`${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}` !== layer.digest) {
    image.refuse(
      `other bytes than those of ${layer.digest} when asked for that layer of ${image.reference.repository}`,
    );
  }
  return { ...(await scanLayer(fromBytes([bytes]), { ...searchFor(reading), partial: false })), verified: true };
}

/** From the beginning, as far as the budget goes, until the file comes. */
async function readStream(image: OpenImage, layer: BlobDescriptor, reading: LayerReading): Promise<LayerFinding> {
  const length = Math.min(layer.size, reading.budget.left);
  if (length <= 0) return spent();
  const blob = await openRange(image, layer.digest, { start: 0, end: length - 1 });
  return { ...(await scanBlob(blob, layer.size, reading)), verified: false };
}

async function scanBlob(blob: BlobStream, size: number, reading: LayerReading): Promise<LayerContent> {
  const { budget } = reading;
  const partial = size > budget.left;
  try {
    const bytes = limited(blob, budget);
    return await scanLayer(bytes, { ...searchFor(reading), partial });
  } catch (error) {
    throw refusalBehind(blob, error);
  } finally {
    blob.cancel();
  }
}

/** What a stream showed is believed when the file was in it; a layer without it is read again, verified. */
async function confirm(
  image: OpenImage,
  layer: BlobDescriptor,
  reading: LayerReading,
  found: LayerContent,
): Promise<LayerFinding> {
  const readable = layer.size <= WHOLE_LIMIT;
  if (found.files.has(reading.required) || !readable) return { ...found, verified: false };
  return readWhole(image, layer, reading);
}

async function openRange(image: OpenImage, digest: string, range: { start: number; end: number }): Promise<BlobStream> {
  try {
    return await image.openBlob(digest, range);
  } catch (error) {
    if (!(error instanceof RegistryRefused) || !NO_RANGE.includes(error.refusal.status ?? 0)) throw error;
    return image.openBlob(digest);
  }
}

async function collect(blob: BlobStream, budget: ByteBudget, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of limited(blob, budget)) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= most) break;
    }
  } catch (error) {
    throw refusalBehind(blob, error);
  } finally {
    blob.cancel();
  }
  return Buffer.concat(chunks).subarray(0, most);
}

/** Ends with the budget. */
async function* limited(blob: BlobStream, budget: ByteBudget): AsyncGenerator<Uint8Array> {
  for await (const chunk of blob.chunks) {
    const usable = chunk.subarray(0, Math.max(0, budget.left));
    budget.left -= chunk.length;
    if (usable.length > 0) yield usable;
    if (budget.left <= 0) return;
  }
}

function refusalBehind(blob: BlobStream, error: unknown): unknown {
  const refusal = blob.refusal();
  return refusal ? new RegistryRefused(refusal) : error;
}

function searchFor(reading: LayerReading): Omit<LayerSearch, 'partial'> {
  return { wanted: reading.wanted, enough: (files) => files.has(reading.required) };
}

/** In what was read anyway, all wanted files are looked for. */
function hasAll({ wanted }: LayerReading): (files: ReadonlyMap<string, string>) => boolean {
  return (files) => wanted.every((path) => files.has(path));
}

function spent(): LayerFinding {
  return { files: new Map(), deleted: new Set(), unusable: new Map(), end: 'cut', verified: false };
}

async function* fromBytes(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
