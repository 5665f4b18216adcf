import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { Duplex } from 'node:stream';
import { request as fetchUpstream, type Agent, type Dispatcher } from 'undici';
import { sendText } from './send-file';

/** A server to which requests go on, with one user's token. */
export interface Upstream {
  url: string;
  token: string;
  agent: Agent;
  /** Trusted for WebSockets, which do not go through the agent. */
  caPem?: string;
}

/** Headers that end here: of the connection, and those that the console's bridge takes away. */
const DROPPED_REQUEST_HEADERS = new Set([
  ...['host', 'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'upgrade', 'expect', 'te', 'trailer'],
  ...['cookie', 'x-csrftoken', 'origin', 'referer', 'authorization', 'accept-encoding'],
]);
const DROPPED_ANSWER_HEADERS = new Set([
  ...['connection', 'keep-alive', 'transfer-encoding', 'server', 'strict-transport-security'],
  ...['access-control-allow-origin', 'access-control-allow-headers', 'access-control-allow-methods'],
]);
const IMPERSONATED_GROUPS = 'x-console-impersonate-groups';

/** Sends a request on as the user and streams the answer back. An upstream that cannot be reached is a 502. */
export async function forwardRequest(
  { request, response }: { request: IncomingMessage; response: ServerResponse },
  { url, token, agent }: Upstream,
  path: string,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const hasBody = request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined;
  try {
    const answer = await fetchUpstream(url + path, {
      dispatcher: agent,
      method: request.method as Dispatcher.HttpMethod,
      headers: userHeaders(request.headers, token),
      ...(hasBody && { body: request }),
      signal: gone.signal,
    });
    response.writeHead(answer.statusCode, selectHeaders(answer.headers, DROPPED_ANSWER_HEADERS));
    await pipeline(answer.body, response);
  } catch (error) {
    if (gone.signal.aborted) return;
    if (response.headersSent) throw error;
    sendText(response, 502, 'Bad Gateway');
  }
}

/** Opens a WebSocket at the API server as the user and joins the two connections; a refusal is passed on. */
export function forwardUpgrade(
  { request, socket, head }: { request: IncomingMessage; socket: Duplex; head: Buffer },
  { url, token, caPem }: Upstream,
  path: string,
): void {
  const outgoing = httpsRequest(url + path, {
    ca: caPem,
    headers: {
      ...userHeaders(request.headers, token),
      connection: 'Upgrade',
      upgrade: 'websocket',
      origin: 'http://localhost',
    },
  });
  const end = (): void => {
    outgoing.destroy();
    socket.destroy();
  };
  socket.once('error', end).once('close', end);
  outgoing.once('error', end);
  outgoing.once('upgrade', (answer, upstream, upstreamHead) => {
    upstream.once('error', end).once('close', end);
    socket.write(printHead(answer));
    socket.write(upstreamHead);
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  outgoing.once('response', (answer) => {
    answer.resume();
    socket.end(`HTTP/1.1 ${answer.statusCode ?? 502} ${answer.statusMessage ?? ''}\r\nConnection: close\r\n\r\n`);
  });
  outgoing.end();
}

function printHead({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1] ?? ''}`] : []));
  return [`HTTP/1.1 ${statusCode ?? 101} ${statusMessage ?? ''}`, ...lines, '', ''].join('\r\n');
}

type Headers = Record<string, string | string[]>;

function userHeaders(headers: IncomingHttpHeaders, token: string): Headers {
  const { [IMPERSONATED_GROUPS]: groups, ...kept } = selectHeaders(headers, DROPPED_REQUEST_HEADERS);
  const impersonated = headers['impersonate-user'] !== undefined;
  return {
    ...kept,
    ...(impersonated && {
      'impersonate-group': [...String(groups ?? '').split(','), 'system:authenticated'].filter(Boolean),
    }),
    authorization: `Bearer ${token}`,
  };
}

function selectHeaders(headers: IncomingHttpHeaders, dropped: ReadonlySet<string>): Headers {
  const kept = Object.entries(headers).filter(([name, value]) => value !== undefined && !dropped.has(name));
  return Object.fromEntries(kept) as Headers;
}
