import { Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';

/** A layer cannot be decoded. The message is a phrase that follows "the layer". */
export class LayerBroken extends Error {
  override readonly name = 'LayerBroken';
}

/** A layer holds more than is read. */
export class LayerTooLarge extends Error {
  override readonly name = 'LayerTooLarge';
}

export interface DecodeLimits {
  /** Decoded bytes, so that a small layer cannot become a flood. */
  decodedBytes: number;
  /** The bytes are only the beginning of the layer: an early end is no fault. */
  partial: boolean;
}

const GZIP_MAGIC = [0x1f, 0x8b];
const ZSTD_MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
const TAR_MAGIC = { at: 257, text: 'ustar' };
const ZSTD_PIECE = 16 * 1024;

/**
 * A layer's bytes → the tar inside. Told by its first bytes, because media types lie: gzip, Zstandard or plain tar. Throws
 * LayerBroken, LayerTooLarge, or what `bytes` throws.
 */
export async function* decompressLayer(
  bytes: AsyncIterable<Uint8Array>,
  limits: DecodeLimits,
): AsyncGenerator<Uint8Array> {
  let decoded = 0;
  for await (const chunk of decode(bytes, limits)) {
    decoded += chunk.length;
    if (decoded > limits.decodedBytes) throw new LayerTooLarge(`more than ${limits.decodedBytes} bytes`);
    yield chunk;
  }
}

async function* decode(bytes: AsyncIterable<Uint8Array>, limits: DecodeLimits): AsyncGenerator<Uint8Array> {
  const { head, all } = await peek(bytes, TAR_MAGIC.at + TAR_MAGIC.text.length);
  if (startsWith(head, GZIP_MAGIC)) yield* gunzip(all, limits.partial);
  else if (startsWith(head, ZSTD_MAGIC)) yield* unzstd(all, limits);
  else if (isTar(head)) yield* all;
  else throw new LayerBroken('is neither gzip nor Zstandard nor tar');
}

async function* gunzip(bytes: AsyncIterable<Uint8Array>, partial: boolean): AsyncGenerator<Uint8Array> {
  const stream = createGunzip(partial ? { finishFlush: constants.Z_SYNC_FLUSH } : {});
  const source = Readable.from(bytes, { objectMode: false });
  let broken: unknown;
  source.on('error', (error) => stream.destroy(error));
  stream.on('error', (error) => (broken = error));
  stream.on('close', () => source.destroy());
  source.pipe(stream);
  try {
    yield* stream as AsyncIterable<Uint8Array>;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (error !== broken || !code.startsWith('Z_')) throw error;
    throw new LayerBroken(code === 'Z_BUF_ERROR' ? 'ends in the middle of its gzip data' : 'is damaged gzip data');
  } finally {
    stream.destroy();
  }
}

async function* unzstd(bytes: AsyncIterable<Uint8Array>, { decodedBytes }: DecodeLimits): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  let decoded = 0;
  const decoder = new Decompress((chunk) => {
    decoded += chunk.length;
    // Checked here, because a few bytes may say "this byte, gigabytes of times".
    if (decoded > decodedBytes) throw new LayerTooLarge(`more than ${decodedBytes} bytes`);
    ready.push(chunk);
  });
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += ZSTD_PIECE) {
      pushZstd(decoder, chunk.subarray(at, at + ZSTD_PIECE));
      yield* ready;
      ready = [];
    }
  }
}

function pushZstd(decoder: Decompress, chunk: Uint8Array): void {
  try {
    decoder.push(chunk);
  } catch (error) {
    if (error instanceof LayerTooLarge) throw error;
    throw new LayerBroken('is damaged Zstandard data');
  }
}

/** The first bytes, and all of them again from the beginning. */
async function peek(
  bytes: AsyncIterable<Uint8Array>,
  length: number,
): Promise<{ head: Buffer; all: AsyncIterable<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let size = 0;
  while (size < length) {
    const next = await iterator.next();
    if (next.done) break;
    first.push(next.value);
    size += next.value.length;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield* first;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { head: Buffer.concat(first), all: all() };
}

function startsWith(head: Buffer, magic: readonly number[]): boolean {
  return magic.every((byte, at) => head[at] === byte);
}

function isTar(head: Buffer): boolean {
  const { at, text } = TAR_MAGIC;
  return head.toString('latin1', at, at + text.length) === text;
}
