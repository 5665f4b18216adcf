import { constants, crc32, deflateRawSync } from 'node:zlib';
import type { Segment } from './segment';
import { readSegment, readSegments } from './segment';

const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
/** A last block of deflate that is stored and empty. */
const DEFLATE_END = Buffer.from([1, 0, 0, 0xff, 0xff]);
const STORED_MAX = 0xffff;
const ZSTD_BLOCK_MAX = 128 * 1024;
const ZSTD_RAW_LAST = 1;
/** Magic number, no flags, and a window of 128 KiB (RFC 8878 §3.1.1). */
const ZSTD_HEADER = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 7 << 3]);

/** Compressed once: the manifests of a release are the same in most of its variants. */
const deflated = new WeakMap<Buffer, Buffer>();

/**
 * One gzip member (RFC 1952), in pieces. Bytes are compressed as level 6 does it, noise is stored as any compressor
 * would do with it. Equal segments give equal bytes.
 */
export function* gzipSegments(segments: readonly Segment[]): Generator<Buffer> {
  yield GZIP_HEADER;
  let crc = 0;
  let size = 0;
  for (const segment of segments) {
    const stored = !Buffer.isBuffer(segment) && 'noise' in segment;
    for (const piece of readSegment(segment)) {
      // The library takes an empty piece for a wish to begin anew.
      if (piece.length === 0) continue;
      crc = crc32(piece, crc);
      size += piece.length;
      if (stored) yield* storeBlocks(piece);
      else yield deflatePiece(piece);
    }
  }
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc >>> 0, 0);
  trailer.writeUInt32LE(size % 2 ** 32, 4);
  yield Buffer.concat([DEFLATE_END, trailer]);
}

/** One frame of Zstandard (RFC 8878) whose blocks are all raw, in pieces: any decoder takes it, and none is needed here. */
export function* zstdSegments(segments: readonly Segment[]): Generator<Buffer> {
  yield ZSTD_HEADER;
  for (const piece of readSegments(segments)) {
    for (let at = 0; at < piece.length; at += ZSTD_BLOCK_MAX) {
      const block = piece.subarray(at, at + ZSTD_BLOCK_MAX);
      yield zstdBlockHeader(block.length, 0);
      yield block;
    }
  }
  yield zstdBlockHeader(0, ZSTD_RAW_LAST);
}

function deflatePiece(piece: Buffer): Buffer {
  const known = deflated.get(piece);
  if (known) return known;
  // Flushed to a whole byte, so that pieces can stand one after another.
  const made = deflateRawSync(piece, { level: 6, finishFlush: constants.Z_SYNC_FLUSH });
  deflated.set(piece, made);
  return made;
}

function* storeBlocks(piece: Buffer): Generator<Buffer> {
  for (let at = 0; at < piece.length; at += STORED_MAX) {
    const block = piece.subarray(at, at + STORED_MAX);
    const header = Buffer.alloc(5);
    header.writeUInt16LE(block.length, 1);
    header.writeUInt16LE(~block.length & 0xffff, 3);
    yield header;
    yield block;
  }
}

function zstdBlockHeader(size: number, last: number): Buffer {
  const header = Buffer.alloc(3);
  header.writeUIntLE(last | (size << 3), 0, 3);
  return header;
}
