import type { Duplex } from 'node:stream';
import type { Failure } from './status';
import { failureStatus } from './status';

const PHRASES: Record<number, string> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/**
 * Answers what is no HTTP request with a `Status` and ends the connection: the console shows nothing of an error that is no
 * JSON. The error's own text is left out, because it holds what was sent.
 */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const failure = describe(error.code ?? '');
  const text = JSON.stringify(failureStatus(failure));
  const head = [
    `HTTP/1.1 ${failure.code} ${PHRASES[failure.code] ?? ''}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`, () => socket.destroy());
}

function describe(code: string): Failure {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const message = 'The headers of the request are too long.';
    return { code: 431, reason: 'BadRequest', cause: 'HeadersTooLarge', message, field: 'headers' };
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return {
      code: 408,
      reason: 'Timeout',
      cause: 'RequestIncomplete',
      message: 'The request was not complete in time.',
    };
  }
  return { code: 400, reason: 'BadRequest', cause: 'RequestMalformed', message: 'This is not a valid HTTP request.' };
}
