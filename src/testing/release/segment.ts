import { makeNoise } from './seeded-random';

/** A stretch of an archive: bytes, or the rule by which many are made when they are asked for. */
export type Segment = Buffer | { noise: string; length: number } | { zeros: number };

const ZEROS = Buffer.alloc(1024 * 1024);

/** Bytes in a stretch. */
export function measureSegment(segment: Segment): number {
  if (Buffer.isBuffer(segment)) return segment.length;
  return 'noise' in segment ? segment.length : segment.zeros;
}

/** The bytes of a stretch, in pieces that are not held. */
export function* readSegment(segment: Segment): Generator<Buffer> {
  if (Buffer.isBuffer(segment)) yield segment;
  else if ('noise' in segment) yield* makeNoise(segment.noise, segment.length);
  else {
    for (let left = segment.zeros; left > 0; left -= ZEROS.length) {
      yield left < ZEROS.length ? ZEROS.subarray(0, left) : ZEROS;
    }
  }
}

/** The bytes of several stretches, in pieces. */
export function* readSegments(segments: readonly Segment[]): Generator<Buffer> {
  for (const segment of segments) yield* readSegment(segment);
}
