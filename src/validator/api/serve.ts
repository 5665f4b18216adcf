import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../ports';
import type { Answer, Handler } from './handlers';
import { failureStatus } from './status';

export interface ServeOptions {
  host: string;
  port: number;
  tls: { cert: string; key: string } | undefined;
  handler: Handler;
  logger: Logger;
}

export interface RunningServer {
  port: number;
  close(): Promise<void>;
}

const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;
const CERTIFICATE_POLL_MS = 10_000;

/** Serves a handler over HTTPS, or over HTTP without certificate; the certificate is read again when its file changes. */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { tls, logger } = options;
  const listener = createListener(options);
  const limits = { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: HEADERS_TIMEOUT_MS };
  const secure = tls && createHttpsServer({ ...readPair(tls), ...limits, minVersion: 'TLSv1.2' }, listener);
  const server: Server = secure ?? createHttpServer(limits, listener);
  const reload = (): void => {
    try {
      if (tls) secure?.setSecureContext({ ...readPair(tls), minVersion: 'TLSv1.2' });
      logger.info({ cert: tls?.cert }, 'the serving certificate was read again');
    } catch (error) {
      logger.warn({ err: error, cert: tls?.cert }, 'the new serving certificate cannot be used; the last one stays');
    }
  };
  // Secrets are mounted through symlinks that are swapped; polling by path sees that, inotify on the file does not.
  if (tls)
    for (const file of [tls.cert, tls.key])
      watchFile(file, { interval: CERTIFICATE_POLL_MS, persistent: false }, reload);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: options.port, ...(options.host !== '' && { host: options.host }) }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      if (tls) for (const file of [tls.cert, tls.key]) unwatchFile(file, reload);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function readPair({ cert, key }: { cert: string; key: string }): { cert: Buffer; key: Buffer } {
  return { cert: readFileSync(cert), key: readFileSync(key) };
}

function createListener({ handler, logger }: ServeOptions): RequestListener {
  return (request, response) => {
    void handler(request)
      .catch((error: unknown) => {
        logger.error({ err: error, path: request.url?.split('?')[0] }, 'a request failed unexpectedly');
        return failureStatus(500, 'InternalError', 'The validator failed unexpectedly; its log says why.');
      })
      .then((answer) => send(request, response, answer));
  };
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const { code, contentType, text } =
    'kind' in answer ? { code: answer.code, contentType: 'application/json', text: JSON.stringify(answer) } : answer;
  response.writeHead(code, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}
