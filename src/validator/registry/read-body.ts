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
function readBody(response: ExchangeResponse, capBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    const refuse = (): void => {
      reject(new BodyTooLarge());
      abandonBody(response);
    };
    if (Number(response.headers['content-length'] ?? 0) > capBytes) return refuse();
    response.body
      .on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > capBytes) refuse();
        else chunks.push(chunk);
      })
      .on('end', () =>
        resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size)),
      )
      .on('error', reject)
      .on('close', () => reject(Object.assign(new Error('closed early'), { code: 'ERR_STREAM_PREMATURE_CLOSE' })));
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
