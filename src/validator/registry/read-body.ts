import type { ExchangeRequest, ExchangeResponse } from './http/http-exchange';
import { refuseAnswer } from './refuse-answer';

/** The body is larger than the cap; the rest was not read. */
class BodyTooLarge extends Error {}

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
  const chunks: Buffer[] = [];
  let size = 0;
  const announced = Number(response.headers['content-length'] ?? 0);
  if (announced > capBytes) {
    abandonBody(response);
    throw new BodyTooLarge();
  }
  // Leaving the loop by an exception destroys the stream.
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > capBytes) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
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
