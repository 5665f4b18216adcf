import { createHash } from 'node:crypto';
import { sha256Digest } from '../registry-content';
import { gzipSegments, zstdSegments } from './compress';
import type { Segment } from './segment';
import { readSegments } from './segment';
import type { TarEntry } from './tar-entries';
import { packTar, TAR_END } from './tar-entries';

/** Bytes with their digest. Big ones are made each time they are read, and never held. */
export interface FixtureBlob {
  digest: string;
  size: number;
  bytes(): Buffer;
  /** The same in pieces. */
  chunks(): Iterable<Buffer>;
}

export interface FixtureLayer {
  blob: FixtureBlob;
  /** Digest of the archive before compression. */
  diffId: string;
  /** As the media type says it; the bytes of a hostile layer may be others. */
  compression: 'gzip' | 'zstd';
  /** Of the layer's entry in the manifest. */
  annotations?: Readonly<Record<string, string>>;
}

const HELD_MAX = 4 * 1024 * 1024;
const fillers = new Map<string, Promise<FixtureLayer>>();

/** A blob of bytes that are there. */
export function heldBlob(bytes: Buffer): FixtureBlob {
  return { digest: sha256Digest(bytes), size: bytes.length, bytes: () => bytes, chunks: () => [bytes] };
}

/** A blob of pieces that can be made again; up to 4 MiB are kept. */
export function makeBlob(make: () => Iterable<Buffer>): FixtureBlob {
  const { digest, size, start } = digestPieces(make());
  if (size <= HELD_MAX) return heldBlob(Buffer.concat(start));
  return { digest, size, bytes: () => Buffer.concat([...make()]), chunks: make };
}

/** A layer of these entries, in this order. */
export async function makeLayer(entries: readonly TarEntry[]): Promise<FixtureLayer> {
  return compressLayer(await packTar(entries));
}

/** A layer of parts of an archive, compressed and ended. */
export function compressLayer(parts: readonly Segment[], compression: 'gzip' | 'zstd' = 'gzip'): FixtureLayer {
  const segments = [...parts, TAR_END];
  const compress = compression === 'gzip' ? gzipSegments : zstdSegments;
  return {
    blob: makeBlob(() => compress(segments)),
    diffId: digestPieces(readSegments(segments)).digest,
    compression,
  };
}

/** A layer of one file that does not compress: what lies below the interesting ones. Made once for each seed and size. */
export async function fillerLayer(seed: string, length: number): Promise<FixtureLayer> {
  const key = `${seed} ${length}`;
  const made =
    fillers.get(key) ??
    makeLayer([
      { path: 'usr', directory: true },
      { path: 'usr/share', directory: true },
      { path: 'usr/share/filler.bin', content: { noise: seed, length } },
    ]);
  fillers.set(key, made);
  return made;
}

/** So many different layers of noise. */
export async function fillerLayers(seed: string, count: number, length: number): Promise<FixtureLayer[]> {
  return Promise.all(Array.from({ length: count }, (_, at) => fillerLayer(`${seed} ${at}`, length)));
}

function digestPieces(pieces: Iterable<Buffer>): { digest: string; size: number; start: Buffer[] } {
  const hash = createHash('sha256');
  const start: Buffer[] = [];
  let size = 0;
  for (const piece of pieces) {
    hash.update(piece);
    size += piece.length;
    if (size <= HELD_MAX) start.push(piece);
  }
  return { digest: `sha256:${hash.digest('hex')}`, size, start };
}
