import type { Cipher } from 'node:crypto';
import { createCipheriv, createHash } from 'node:crypto';

const CHUNK = Buffer.alloc(64 * 1024);
const POOL_BYTES = 4096;

/**
 * Incompressible bytes that are the same for the same seed, piece by piece: nothing is held. A block cipher in counter
 * mode makes a gigabyte a second.
 */
export function* makeNoise(seed: string, length: number): Generator<Buffer> {
  const cipher = createNoiseCipher(seed);
  for (let left = length; left > 0; left -= CHUNK.length) {
    yield cipher.update(left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK);
  }
}

/** Numbers and ids that look random and are the same for the same seed. */
export class SeededRandom {
  private readonly cipher: Cipher;
  private pool = Buffer.alloc(0);
  private used = 0;

  constructor(seed: string) {
    this.cipher = createNoiseCipher(seed);
  }

  /** A whole number from 0 to `below` - 1; `below` is at most 65536. */
  below(below: number): number {
    return this.take(2).readUInt16LE() % below;
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    const found = list[this.below(list.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  }

  /** So many hexadecimal digits, an even number: 40 for a commit, 64 for a digest. */
  hex(digits: number): string {
    return this.take(digits / 2).toString('hex');
  }

  private take(count: number): Buffer {
    if (this.used + count > this.pool.length) {
      this.pool = this.cipher.update(CHUNK.subarray(0, POOL_BYTES));
      this.used = 0;
    }
    this.used += count;
    return this.pool.subarray(this.used - count, this.used);
  }
}

function createNoiseCipher(seed: string): Cipher {
  const key = createHash('sha256').update(seed).digest().subarray(0, 16);
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
}
