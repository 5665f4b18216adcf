import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';

import { type Answer, clientNameOf, parseTarget, refusal, type SeenRequest, type Target } from './kube-exchange';

/** An object as the server keeps it. */
export interface ServedObject {
  metadata: { name: string; namespace?: string; resourceVersion?: string; [field: string]: unknown };
  [field: string]: unknown;
}

interface HistoryEntry {
  version: number;
  collection: string;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: ServedObject;
}

interface OpenWatch extends Target {
  response: ServerResponse;
}

/**
 * An API server that exists to misbehave: list, watch and single objects as far as fault tests need them, and a switch for
 * each fault. It knows no schema, no apply and no selectors; everything else is tested against the real one.
 */
export class KubeServer {
  readonly requests: SeenRequest[] = [];
  /** Connections accepted so far. */
  connections = 0;
  /** Every watch is ended in good order as soon as it opened. */
  closeEveryWatch = false;
  /** Collections such as `/api/v1/nodes` that answer 404. */
  readonly absent = new Set<string>();
  /** Answers a request in the server's place, cuts it off, or never answers it. */
  intercept: (request: SeenRequest) => Answer | 'reset' | 'hang' | undefined = () => undefined;

  private version = 100;
  private compacted = 0;
  private readonly objects = new Map<string, Map<string, ServedObject>>();
  private readonly history: HistoryEntry[] = [];
  private readonly watches = new Set<OpenWatch>();
  private readonly sockets = new Set<Socket>();
  private server: Server;
  private port = 0;

  /** `tls` counts from the next `start` on. */
  constructor(public tls?: TlsOptions) {
    this.server = this.makeServer();
  }

  /** Listens on a free loopback port, after `stop` on the same one again. */
  async start(): Promise<this> {
    if (!this.server.listening) this.server = this.makeServer();
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  /** Cuts every connection and stops listening; what is stored stays. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  get url(): string {
    return `${this.tls ? 'https' : 'http'}://127.0.0.1:${this.port}`;
  }

  get openWatches(): number {
    return this.watches.size;
  }

  get lists(): SeenRequest[] {
    return this.requests.filter(({ method, query }) => method === 'GET' && query.has('limit'));
  }

  get watchRequests(): SeenRequest[] {
    return this.requests.filter(({ query }) => query.has('watch'));
  }

  read(collection: string, key: string): ServedObject | undefined {
    return this.objects.get(collection)?.get(key);
  }

  /** Creates or replaces an object and tells the watches. */
  put(collection: string, object: ServedObject): ServedObject {
    const items = this.objects.get(collection) ?? new Map<string, ServedObject>();
    this.objects.set(collection, items);
    const type = items.has(keyOf(object)) ? 'MODIFIED' : 'ADDED';
    this.version += 1;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(this.version) } };
    items.set(keyOf(object), stored);
    this.publish({ version: this.version, collection, type, object: stored });
    return stored;
  }

  /** Deletes an object and tells the watches. */
  remove(collection: string, key: string): void {
    const object = this.read(collection, key);
    if (!object) return;
    this.version += 1;
    this.objects.get(collection)?.delete(key);
    this.publish({ version: this.version, collection, type: 'DELETED', object });
  }

  /** Deletes an object behind the watches' back. */
  forget(collection: string, key: string): void {
    this.objects.get(collection)?.delete(key);
  }

  /** Forgets history: watches from before now, and continue tokens given out before now, are answered with 410. */
  compact(): void {
    this.version += 1;
    this.compacted = this.version;
  }

  /** Ends all watches in good order. */
  closeWatches(): void {
    for (const { response } of this.watches) response.end();
    this.watches.clear();
  }

  /** Cuts all watches with a TCP reset. */
  resetWatches(): void {
    for (const { response } of this.watches) response.socket?.resetAndDestroy();
    this.watches.clear();
  }

  /** Leaves all watches open, and never sends anything on them again. */
  freezeWatches(): void {
    this.watches.clear();
  }

  /** Sends an ERROR event with this code on all watches and ends them. */
  failWatches(code: number): void {
    for (const { response } of this.watches) response.end(errorLine(code));
    this.watches.clear();
  }

  /** Sends raw bytes on all watches. */
  sendRaw(data: string | Uint8Array): void {
    for (const { response } of this.watches) response.write(data);
  }

  /** Sends a BOOKMARK with the current version on all watches. */
  bookmark(): void {
    const object = { metadata: { resourceVersion: String(this.version) } };
    this.sendRaw(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
  }

  private makeServer(): Server {
    const listener: RequestListener = (request, response) => void this.handle(request, response);
    const server = this.tls ? createTlsServer(this.tls, listener) : createHttpServer(listener);
    server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    return server;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://server');
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk as string;
    const method = request.method ?? 'GET';
    const seen = {
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body,
      clientName: clientNameOf(request.socket),
    };
    this.requests.push(seen);
    const planned = this.intercept(seen);
    if (planned === 'reset') return void request.socket.resetAndDestroy();
    if (planned === 'hang') return;
    const target = parseTarget(url.pathname);
    if (!planned && target && seen.query.has('watch') && !this.absent.has(target.collection)) {
      return this.watch(seen, target, response);
    }
    const answer = planned ?? (target ? this.answer(seen, target) : refusal(404, 'no such path'));
    const headers = { 'content-type': 'application/json', ...answer.headers };
    response.writeHead(answer.status, headers).end(JSON.stringify(answer.body ?? {}));
  }

  private answer(request: SeenRequest, target: Target): Answer {
    if (this.absent.has(target.collection)) return refusal(404, 'the server could not find the requested resource');
    if (request.method === 'POST') return this.write(target, JSON.parse(request.body) as ServedObject, 201);
    if (target.name === undefined) return this.list(request, target);
    const key = target.namespace ? `${target.namespace}/${target.name}` : target.name;
    const current = this.read(target.collection, key);
    if (!current) return refusal(404, `${target.name} not found`);
    if (request.method === 'GET') return { status: 200, body: current };
    if (request.method === 'DELETE') {
      this.remove(target.collection, key);
      return { status: 200 };
    }
    const change = JSON.parse(request.body) as ServedObject;
    const expected = (change.metadata as ServedObject['metadata'] | undefined)?.resourceVersion;
    if (expected !== undefined && expected !== current.metadata.resourceVersion)
      return refusal(409, 'object was modified');
    return this.write(target, request.method === 'PUT' ? change : { ...current, ...change }, 200);
  }

  private write(target: Target, object: ServedObject, status: 200 | 201): Answer {
    if (status === 201 && this.read(target.collection, keyOf(object))) return refusal(409, 'already exists');
    return { status, body: this.put(target.collection, object) };
  }

  private list({ query }: SeenRequest, { collection, namespace }: Target): Answer {
    const all = [...(this.objects.get(collection)?.values() ?? [])].filter(
      ({ metadata }) => namespace === undefined || metadata.namespace === namespace,
    );
    const [version, offset] = (query.get('continue') ?? `${this.version}:0`).split(':').map(Number) as [number, number];
    if (version < this.compacted) return refusal(410, 'the provided continue parameter is too old');
    const end = offset + Number(query.get('limit') ?? all.length);
    const metadata = {
      resourceVersion: String(version),
      ...(end < all.length ? { continue: `${version}:${end}` } : {}),
    };
    return { status: 200, body: { metadata, items: all.slice(offset, end) } };
  }

  private watch({ query }: SeenRequest, target: Target, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    const from = Number(query.get('resourceVersion'));
    if (from < this.compacted) return void response.end(errorLine(410));
    if (this.closeEveryWatch) return void response.end();
    const watch = { ...target, response };
    for (const entry of this.history) if (entry.version > from) send(watch, entry);
    this.watches.add(watch);
    response.on('close', () => this.watches.delete(watch));
  }

  private publish(entry: HistoryEntry): void {
    this.history.push(entry);
    for (const watch of this.watches) send(watch, entry);
  }
}

function send({ collection, namespace, response }: OpenWatch, entry: HistoryEntry): void {
  if (entry.collection !== collection || (namespace && entry.object.metadata.namespace !== namespace)) return;
  const object =
    entry.type === 'DELETED'
      ? { ...entry.object, metadata: { ...entry.object.metadata, resourceVersion: String(entry.version) } }
      : entry.object;
  response.write(`${JSON.stringify({ type: entry.type, object })}\n`);
}

function errorLine(code: number): string {
  return `${JSON.stringify({ type: 'ERROR', object: refusal(code, 'planned failure').body })}\n`;
}

function keyOf({ metadata }: ServedObject): string {
  return metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name;
}
