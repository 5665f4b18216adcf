import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../ports';
import type { Answer } from './answer';
import { failureAnswer } from './answer';
import type { CertificateFiles } from './certificate-files';
import { readCertificate, watchCertificate } from './certificate-files';
import { answerUnreadable } from './client-error';
import type { Handler } from './router';
import { failureStatus } from './status';

export interface ServeOptions {
  host: string;
  port: number;
  tls: CertificateFiles | undefined;
  handler: Handler;
  logger: Logger;
  /** Milliseconds between looks at the certificate files. */
  certificatePollMs?: number;
}

export interface RunningServer {
  port: number;
  close(): Promise<void>;
}

const CERTIFICATE_POLL_MS = 10_000;
const LIMITS = {
  requestTimeout: 30_000,
  headersTimeout: 10_000,
  // Above the 90 s after which Go's clients drop an idle connection: else the console's proxy meets closed ones.
  keepAliveTimeout: 120_000,
};

/** Serves a handler over HTTPS, or over HTTP without certificate; the certificate is read again when its file changes. */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { tls, logger, certificatePollMs = CERTIFICATE_POLL_MS } = options;
  const listener = createListener(options);
  const secure = tls && createHttpsServer({ ...LIMITS, ...readCertificate(tls) }, listener);
  const server: Server = secure ?? createHttpServer(LIMITS, listener);
  server.on('clientError', answerUnreadable);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: options.port, ...(options.host !== '' && { host: options.host }) }, resolve);
  });
  const stopWatching =
    tls &&
    watchCertificate(tls, { pollMs: certificatePollMs, logger }, (certificate) =>
      secure?.setSecureContext(certificate),
    );
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      stopWatching?.();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function createListener({ handler, logger }: ServeOptions): RequestListener {
  return (request, response) => {
    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    void handler(request, gone.signal)
      .catch((error: unknown) => {
        logger.error({ err: error, path: request.url?.split('?')[0] }, 'a request failed unexpectedly');
        return failureAnswer(
          failureStatus({
            code: 500,
            reason: 'InternalError',
            cause: 'InternalError',
            message: 'The validator failed unexpectedly; its log says why.',
          }),
        );
      })
      .then((answer) => send(request, response, answer));
  };
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  const { code, contentType, text, headers } = answer;
  response.writeHead(code, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}
