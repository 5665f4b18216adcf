import type { IncomingMessage } from 'node:http';
import * as z from 'zod/mini';
import { quote } from '../../domain/quote';
import { Refusal } from './refusal';

const MAX_BYTES = 64 << 10;
/** So much of a body that is too large is thrown away, so that the caller gets the answer and no reset. */
const MAX_DRAINED_BYTES = 16 * MAX_BYTES;
const DEADLINE_MS = 10_000;

/** The body of a request as its schema says. Throws a Refusal (400) for one that is late, too large, no JSON or not that. */
export async function readBody<T>(
  request: IncomingMessage,
  schema: z.ZodMiniType<T>,
  deadlineMs = DEADLINE_MS,
): Promise<T> {
  const mediaType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') throw badBody('BodyNotJSON', 'The content type must be application/json.');
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw badBody('BodyEncoded', 'The body must be sent without content encoding.');
  }
  const outcome = z.safeParse(schema, parseJson(await collect(request, deadlineMs)));
  if (outcome.success) return outcome.data;
  throw refusalOfIssue(outcome.error.issues[0]);
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw badBody('BodyNotJSON', 'The body is not JSON in UTF-8.');
  }
}

/** By events: leaving an asynchronous iteration early would end the connection before the answer. */
function collect(request: IncomingMessage, deadlineMs: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('close', onBreak).off('error', onBreak);
      finish();
    };
    const refuse = (refusal: Refusal): void => settle(() => reject(refusal));
    const onBreak = (): void => refuse(badBody('BodyIncomplete', 'The body ended before it was complete.'));
    const onEnd = (): void => settle(() => (size > MAX_BYTES ? reject(tooLarge()) : resolve(Buffer.concat(chunks))));
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= MAX_BYTES) chunks.push(chunk);
      else if (size > MAX_DRAINED_BYTES) refuse(tooLarge({ connection: 'close' }));
    };
    const timer = setTimeout(() => {
      const message = `The body was not complete after ${deadlineMs / 1_000} s.`;
      refuse(badBody('BodyIncomplete', message, { headers: { connection: 'close' } }));
    }, deadlineMs);
    // A broken connection ends with an error event that nobody else hears once the answer is on its way.
    request.on('error', () => undefined);
    request.on('data', onData).on('end', onEnd).on('close', onBreak).on('error', onBreak);
  });
}

function tooLarge(headers: Record<string, string> = {}): Refusal {
  return badBody('BodyTooLarge', `The body is larger than ${MAX_BYTES} bytes.`, { headers });
}

function refusalOfIssue(issue: z.core.$ZodIssue | undefined): Refusal {
  if (issue?.code === 'unrecognized_keys') {
    const name = issue.keys[0] ?? '';
    return badBody('BodyInvalid', `${quote(name)} ${issue.message}.`, { field: quote(name).slice(1, -1) });
  }
  const field = issue?.path.join('.') ?? '';
  const subject = field === '' ? 'The body' : `"${field}"`;
  return badBody('BodyInvalid', `${subject} ${issue?.message ?? 'is invalid'}.`, field === '' ? {} : { field });
}

function badBody(
  cause: string,
  message: string,
  { field = 'body', headers = {} }: { field?: string; headers?: Record<string, string> } = {},
): Refusal {
  return new Refusal({ code: 400, reason: 'BadRequest', cause, message, field }, headers);
}
