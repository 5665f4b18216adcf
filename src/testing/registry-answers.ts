import type { ServerResponse } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { RegistryFault } from './registry-faults';

/** What a well-behaved registry would send. */
export interface Content {
  bytes: Buffer;
  contentType: string;
  digest: string;
}

const CHUNK = Buffer.alloc(64 * 1024, 'x');

/** Sends JSON with a status. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers });
  response.end(response.req.method === 'HEAD' ? undefined : bytes);
}

/** Sends the specification's error JSON. */
export function sendError(response: ServerResponse, status: number, code: string, message: string): void {
  sendJson(response, status, { errors: [{ code, message }] });
}

/**
 * Applies what a fault does instead of answering (delay, hang, reset, redirect, status). True when the request is
 * dealt with.
 */
export async function misbehave(
  request: IncomingMessage,
  response: ServerResponse,
  fault: RegistryFault,
): Promise<boolean> {
  if (fault.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
  if (fault.hang === true) return true;
  if (fault.reset === true) {
    request.socket.resetAndDestroy();
    return true;
  }
  if (fault.redirect !== undefined) {
    response.writeHead(307, {
      location: fault.redirect === 'loop' ? request.url : fault.redirect,
      'content-length': 0,
    });
    response.end();
    return true;
  }
  if (fault.status === undefined || fault.status < 300) return false;
  if (fault.body === undefined) {
    const error = fault.error ?? { code: 'FAULT', message: `status ${fault.status} was asked for` };
    sendJson(response, fault.status, { errors: [error] }, fault.headers);
  } else {
    const contentType = fault.contentType ?? 'text/plain';
    response.writeHead(fault.status, { 'content-type': contentType, ...fault.headers });
    response.end(fault.body);
  }
  return true;
}

/** Sends a manifest or blob, whole or the part that `Range` asks for, as spoilt as the fault says. */
export function sendContent(response: ServerResponse, content: Content, fault: RegistryFault): void {
  const bytes = fault.body === undefined ? content.bytes : Buffer.from(fault.body);
  const contentType = fault.contentType === undefined ? content.contentType : fault.contentType;
  const digest = fault.contentDigest === undefined ? content.digest : fault.contentDigest;
  const headers: Record<string, string> = { ...fault.headers };
  if (contentType !== null) headers['content-type'] = contentType;
  if (digest !== null) headers['docker-content-digest'] = digest;
  if (fault.endlessBytes !== undefined) {
    response.writeHead(200, headers);
    stream(response, fault.endlessBytes);
    return;
  }
  const range = fault.ignoreRange === true ? undefined : readRange(response.req.headers.range, bytes.length);
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}`, 'content-length': 0 }).end();
    return;
  }
  const part = range === undefined ? bytes : bytes.subarray(range.start, range.end + 1);
  if (range !== undefined) headers['content-range'] = `bytes ${range.start}-${range.end}/${bytes.length}`;
  response.writeHead(range === undefined ? (fault.status ?? 200) : 206, { ...headers, 'content-length': part.length });
  if (response.req.method === 'HEAD') response.end();
  else if (fault.truncate === true) response.write(part.subarray(0, part.length >> 1), () => response.destroy());
  else response.end(part);
}

function readRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === undefined) return undefined;
  const start = Number(from);
  if (start >= size) return 'unsatisfiable';
  return { start, end: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
}

/** Writes as fast as the reader takes it, until the reader goes away. */
function stream(response: ServerResponse, left: number): void {
  if (response.destroyed) return;
  if (left <= 0) {
    response.end();
    return;
  }
  const more = response.write(CHUNK);
  if (more) setImmediate(() => stream(response, left - CHUNK.length));
  else response.once('drain', () => stream(response, left - CHUNK.length));
}
