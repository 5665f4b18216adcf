import { PassThrough } from 'node:stream';
import type { Readable } from 'node:stream';
import type { ExchangeMeter } from '../../ports';

/** The same body, with its bytes counted as they are read; either end takes the other down. */
export function meterBody(body: Readable, meter: ExchangeMeter): Readable {
  const counted = new PassThrough();
  body.on('data', (chunk: Buffer) => (meter.bytes += chunk.length));
  body.on('error', (error) => counted.destroy(error));
  // Closed before its end and without an error: the reader must not take it for complete.
  body.on('close', () => body.readableEnded || counted.destroy());
  counted.on('close', () => body.destroy());
  // Whoever reads still sees the error; one that nobody reads must not end the process.
  counted.on('error', () => undefined);
  return body.pipe(counted);
}
