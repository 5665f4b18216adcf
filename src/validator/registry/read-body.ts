import type { Readable } from 'node:stream';
import type { ExchangeRequest, ExchangeResponse } from './http/http-exchange';
import { refuseAnswer } from './refuse-answer';

/** The body is larger than the cap; the rest was not read. */
class BodyTooLarge extends Error {}

/** The body was closed before its end, and nobody said why. */
class BodyCut extends Error {
  readonly code = 'ERR_STREAM_PREMATURE_CLOSE';
}

/** Reads a body of at most `capBytes`. Throws RegistryError when it is larger, else the error of the socket. */
export async function readCapped(
  response: ExchangeResponse,
  request: ExchangeRequest,
  capBytes: number,
): Promise<Buffer> {
  try {
    return await readBody(response, capBytes);
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    throw refuseAnswer(request, response.status, `more than the ${capBytes} bytes that are accepted`);
  }
}

/** Closes the connection when it throws. */
async function readBody(response: ExchangeResponse, capBytes: number): Promise<Buffer> {
  const announced = Number(response.headers['content-length'] ?? 0);
  if (announced > capBytes) {
    abandonBody(response);
    throw new BodyTooLarge();
  }
  const chunks = await collectChunks(response.body, capBytes);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

/** By events, because an iterator over a stream costs more than all the rest of a small answer. */
function collectChunks(body: Readable, capBytes: number): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    if (body.destroyed) return reject(body.errored ?? new BodyCut());
    const chunks: Buffer[] = [];
    let size = 0;
    body.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > capBytes) body.destroy(new BodyTooLarge());
    });
    body.once('end', () => resolve(chunks));
    body.on('error', reject);
    body.once('close', () => reject(new BodyCut()));
  });
}

/** Reads the body of a refusal, which also frees the connection; empty when it is too large or breaks off. Never throws. */
export async function readErrorBody(response: ExchangeResponse, capBytes: number): Promise<Buffer> {
  try {
    return await readBody(response, capBytes);
  } catch {
    return Buffer.alloc(0);
  }
}

/** Closes the connection without reading the rest. */
export function abandonBody(response: ExchangeResponse): void {
  response.body.on('error', () => undefined).destroy();
}
