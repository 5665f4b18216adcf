import type { IncomingMessage, Server } from 'node:http';
import { createServer, request as sendRequest } from 'node:http';
import type { Socket } from 'node:net';
import { connect } from 'node:net';

export interface RegistryProxyOptions {
  /** `host:port` that every request ends at, whatever name it asks for. */
  target: string;
  /** Name → password, when the proxy asks for one. */
  users?: Record<string, string>;
}

/** A forward proxy on loopback. */
export interface RegistryProxy {
  url: string;
  /** What was asked for: `CONNECT host:port` or `GET http://…`. */
  seen: string[];
  close(): Promise<void>;
}

/** Starts a proxy that tunnels CONNECT and forwards plain HTTP. Close it after use. */
export async function startRegistryProxy(options: RegistryProxyOptions): Promise<RegistryProxy> {
  const seen: string[] = [];
  const sockets = new Set<Socket>();
  const [host = '', port = ''] = options.target.split(':');
  const server = createServer((incoming, response) => {
    seen.push(`${incoming.method} ${incoming.url}`);
    const { pathname, search } = new URL(incoming.url ?? '/', 'http://unknown');
    const { method, headers } = incoming;
    sendRequest({ host, port, path: `${pathname}${search}`, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }).end();
  });
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (incoming: IncomingMessage, client: Socket) => {
    seen.push(`CONNECT ${incoming.url}`);
    client.on('error', () => undefined);
    if (!isAllowed(incoming.headers['proxy-authorization'], options.users)) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    sockets.add(upstream.on('error', () => client.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${portOf(server)}`, seen, close: () => stop(server, sockets) };
}

function isAllowed(authorization: string | undefined, users: Record<string, string> | undefined): boolean {
  if (users === undefined) return true;
  const pairs = Object.entries(users).map(([name, password]) => Buffer.from(`${name}:${password}`).toString('base64'));
  return pairs.some((pair) => authorization === `Basic ${pair}`);
}

async function stop(server: Server, sockets: Set<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
  return address.port;
}
