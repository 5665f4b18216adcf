import { type Dispatcher } from 'undici';

import { KubeError } from '../kube-error';
import { refusalError } from './answer-error';

const MAX_REFUSAL_BYTES = 1 << 20;

/** The JSON of an answer of at most `maxBytes`. Throws KubeError `ServerError` when it is larger or no JSON. */
export async function readJson(
  response: Dispatcher.ResponseData,
  operation: string,
  maxBytes: number,
): Promise<unknown> {
  const text = await readText(response, maxBytes, operation);
  try {
    return JSON.parse(text);
  } catch {
    throw new KubeError('ServerError', `${operation}: API server answered something that is not JSON`);
  }
}

async function readText(response: Dispatcher.ResponseData, maxBytes: number, operation: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new KubeError('ServerError', `${operation}: answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The KubeError for an answer that is no success; its body is read if it is a Status. */
export async function readRefusal(response: Dispatcher.ResponseData, operation: string): Promise<KubeError> {
  const header = response.headers['retry-after'];
  const body: unknown = await readText(response, MAX_REFUSAL_BYTES, operation)
    .then((text) => JSON.parse(text) as unknown)
    .catch(() => undefined);
  return refusalError({
    operation,
    status: response.statusCode,
    body,
    retryAfter: Array.isArray(header) ? header[0] : header,
  });
}
