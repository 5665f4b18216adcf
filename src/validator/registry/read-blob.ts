import type { Readable } from 'node:stream';
import { addAbortSignal, PassThrough } from 'node:stream';
import { matchesDigest } from './digest';
import type { ExchangeRequest, ExchangeResponse } from './http/http-exchange';
import { judgeFailure, refuseToAnswer } from './http/http-exchange';
import type { ImageConfig } from './image-config';
import { parseImageConfig } from './image-config';
import { readCapped } from './read-body';
import { refuseAnswer } from './refuse-answer';

/** Bytes `start` to `end`, both included; without `end` to the last one. */
export interface ByteRange {
  start: number;
  end?: number;
}

/** A blob, or a part of it. A part cannot be verified; whoever reads the whole should compare the digest. */
export interface BlobAnswer {
  /** Fails with RegistryError when the connection breaks. Destroying it closes the connection. */
  stream: Readable;
  /** False when the registry ignored the range: the stream starts at byte 0. */
  partial: boolean;
  /** Bytes of the whole blob, if the registry says. */
  size?: number;
}

/** The value of a Range header (RFC 9110 §14.1.2). */
export function printRange({ start, end }: ByteRange): string {
  return `bytes=${start}-${end ?? ''}`;
}

/** Hands the body of a blob on as a stream. Throws RegistryError when it is not the part that was asked for. */
export function streamBlob(
  response: ExchangeResponse,
  request: ExchangeRequest,
  range: ByteRange | undefined,
): BlobAnswer {
  const partial = response.status === 206;
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(String(response.headers['content-range'])) ?? [];
  if (partial && (range === undefined || Number(start) !== range.start)) {
    response.body.on('error', () => undefined).destroy();
    throw refuseAnswer(request, response.status, 'another part than the one asked for');
  }
  const size = Number(partial ? total : response.headers['content-length']);
  const stream = relay(response.body, request);
  return Number.isFinite(size) ? { stream, partial, size } : { stream, partial };
}

/** Reads and verifies an image configuration. Throws RegistryError. */
export async function readConfig(
  response: ExchangeResponse,
  request: ExchangeRequest,
  capBytes: number,
  digest: string,
): Promise<ImageConfig> {
  const bytes = await readCapped(response, request, capBytes);
  if (!matchesDigest(bytes, digest)) {
    throw refuseAnswer(request, response.status, 'a configuration that does not have the digest asked for');
  }
  const config = parseImageConfig(bytes);
  if (config === undefined) throw refuseAnswer(request, response.status, 'something that is no image configuration');
  return config;
}

/** The same bytes with errors in words; `pipe` carries back-pressure, and either end takes the other down. */
function relay(body: Readable, request: ExchangeRequest): Readable {
  const stream = new PassThrough();
  body.on('error', (error) => stream.destroy(refuseToAnswer(request, judgeFailure(error, true))));
  stream.on('close', () => body.destroy());
  // A stream that nobody reads yet must not end the process when its connection breaks; a reader still sees the error.
  stream.on('error', () => undefined);
  body.pipe(stream);
  return addAbortSignal(request.signal, stream);
}
