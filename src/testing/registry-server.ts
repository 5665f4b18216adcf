import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Content } from './registry-answers';
import { misbehave, sendContent, sendError, sendJson } from './registry-answers';
import type { RegistryAuthOptions, TokenRequestSeen } from './registry-auth';
import { RegistryAuth } from './registry-auth';
import type { TestCertificate } from './registry-certificate';
import { createTestCertificate } from './registry-certificate';
import type { AddedImage, ImageSpec } from './registry-content';
import { RegistryContent } from './registry-content';
import type { RegistryFault, RequestTarget } from './registry-faults';
import { FaultTable } from './registry-faults';

export interface RegistryServerOptions {
  /** HTTPS with a self-signed certificate: `true` for 127.0.0.1 and localhost. Without: plain HTTP. */
  tls?: boolean | { names?: string[]; expired?: boolean };
  auth?: RegistryAuthOptions;
  /** Blobs are redirected to a second server on another port that refuses requests with Authorization. */
  cdn?: boolean;
  /** Every answer of the registry itself comes so late. */
  delayMs?: number;
  /** Without: a free one. */
  port?: number;
}

/** What has been asked so far. */
export interface RegistryCounters {
  requests: Record<RequestTarget | 'ping', number>;
  /** Connections accepted by the registry itself, without the CDN's. */
  connections: number;
  /** Most requests under way at once. */
  mostConcurrent: number;
  /** Authorization headers that the registry itself got, in order; undefined for none. */
  authorizations: (string | undefined)[];
  /** The same for the CDN. */
  cdnAuthorizations: (string | undefined)[];
  tokenRequests: TokenRequestSeen[];
}

const PATH = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/;

/** Starts a registry on loopback that speaks the distribution API from memory. Close it after use. */
export async function startRegistryServer(options: RegistryServerOptions = {}): Promise<RegistryServer> {
  const tls = options.tls === true ? {} : options.tls === false ? undefined : options.tls;
  const names = tls?.names ?? ['127.0.0.1', 'localhost'];
  const certificate =
    tls === undefined ? undefined : await createTestCertificate(names, { expired: tls.expired ?? false });
  const server = new RegistryServer(options, certificate);
  await server.listen();
  return server;
}

/** A registry in this process, with its images, faults and counters. */
export class RegistryServer {
  readonly content = new RegistryContent();
  readonly faults = new FaultTable();
  readonly auth: RegistryAuth;
  readonly counters: RegistryCounters;
  private readonly server: Server;
  private readonly cdn: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private underWay = 0;

  constructor(
    private readonly options: RegistryServerOptions,
    private readonly certificate: TestCertificate | undefined,
  ) {
    this.auth = new RegistryAuth(options.auth ?? { mode: 'none' }, () => this.url);
    this.counters = {
      requests: { ping: 0, manifest: 0, head: 0, blob: 0, cdn: 0, token: 0 },
      connections: 0,
      mostConcurrent: 0,
      authorizations: [],
      cdnAuthorizations: [],
      tokenRequests: this.auth.tokenRequests,
    };
    this.server = this.createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy());
    });
    this.server.on(
      certificate === undefined ? 'connection' : 'secureConnection',
      () => (this.counters.connections += 1),
    );
    if (options.cdn === true)
      this.cdn = this.createServer((request, response) => {
        this.serveCdn(request, response).catch(() => response.destroy());
      });
  }

  /** `127.0.0.1:port`, as references name the registry. */
  get host(): string {
    return `127.0.0.1:${portOf(this.server)}`;
  }

  get url(): string {
    return `${this.scheme}://${this.host}`;
  }

  /** The certificate that a client must trust; empty for plain HTTP. */
  get caPem(): string {
    return this.certificate?.cert ?? '';
  }

  addImage(spec: ImageSpec): AddedImage {
    return this.content.add(spec);
  }

  /** Misbehaves from now on, for one repository or for all. */
  setFault(fault: RegistryFault, repository?: string): void {
    this.faults.set(fault, repository);
  }

  async listen(): Promise<void> {
    await Promise.all([listenOn(this.server, this.options.port ?? 0), this.cdn && listenOn(this.cdn, 0)]);
  }

  /** Closes idle kept-alive connections, as a registry does after some seconds. */
  closeIdleConnections(): void {
    this.server.closeIdleConnections();
  }

  /** Stops at once; connections that are open are cut. */
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    const servers = this.cdn === undefined ? [this.server] : [this.server, this.cdn];
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  private get scheme(): string {
    return this.certificate === undefined ? 'http' : 'https';
  }

  private createServer(listener: RequestListener): Server {
    const server =
      this.certificate === undefined ? createHttpServer(listener) : createHttpsServer(this.certificate, listener);
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    return server;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.underWay += 1;
    this.counters.mostConcurrent = Math.max(this.counters.mostConcurrent, this.underWay);
    let open = true;
    const leave = (): void => {
      if (open) this.underWay -= 1;
      open = false;
    };
    response.on('finish', leave).on('close', leave);
    const { delayMs } = this.options;
    if (delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, delayMs));
    const url = new URL(request.url ?? '/', this.url);
    if (url.pathname === '/token') return this.serveToken(request, response, url);
    this.counters.authorizations.push(request.headers.authorization);
    const [, repository, kind, reference] = PATH.exec(url.pathname) ?? [];
    if (repository === undefined || reference === undefined) {
      this.counters.requests.ping += 1;
      return sendJson(response, url.pathname === '/v2/' ? 200 : 404, {});
    }
    const target = kind === 'blobs' ? 'blob' : request.method === 'HEAD' ? 'head' : 'manifest';
    this.counters.requests[target] += 1;
    const fault = this.faults.take(target, repository);
    if (await misbehave(request, response, fault)) return undefined;
    const refusal = this.auth.refuse(request.headers.authorization, repository);
    if (refusal !== undefined) return sendJson(response, refusal.status, refusal.body, refusal.headers);
    if (target === 'blob') return this.serveBlob(response, reference, fault);
    return this.serveManifest(response, repository, reference, fault);
  }

  private serveManifest(response: ServerResponse, repository: string, reference: string, fault: RegistryFault): void {
    const manifest = this.content.findManifest(repository, reference);
    if (manifest !== undefined) {
      sendContent(response, { ...manifest, contentType: manifest.mediaType }, fault);
    } else if (this.content.hasRepository(repository)) {
      sendError(response, 404, 'MANIFEST_UNKNOWN', 'manifest unknown');
    } else {
      sendError(response, 404, 'NAME_UNKNOWN', 'repository name not known to registry');
    }
  }

  private serveBlob(response: ServerResponse, digest: string, fault: RegistryFault): void {
    const content = this.blobContent(digest);
    if (content === undefined) return sendError(response, 404, 'BLOB_UNKNOWN', 'blob unknown to registry');
    if (this.cdn === undefined) return sendContent(response, content, fault);
    const location = `${this.scheme}://127.0.0.1:${portOf(this.cdn)}/cdn/${digest}?signature=presigned-secret`;
    response.writeHead(307, { location, 'content-length': 0 }).end();
  }

  private async serveCdn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.counters.requests.cdn += 1;
    this.counters.cdnAuthorizations.push(request.headers.authorization);
    const fault = this.faults.take('cdn', undefined);
    if (await misbehave(request, response, fault)) return;
    const content = this.blobContent(/\/cdn\/([^?]+)/.exec(request.url ?? '')?.[1] ?? '');
    if (content === undefined) sendError(response, 404, 'NoSuchKey', 'no such object');
    else if (request.headers.authorization !== undefined)
      sendError(response, 400, 'InvalidArgument', 'two authentications');
    else sendContent(response, content, fault);
  }

  private blobContent(digest: string): Content | undefined {
    const bytes = this.content.findBlob(digest);
    return bytes === undefined ? undefined : { bytes, digest, contentType: 'application/octet-stream' };
  }

  private async serveToken(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    this.counters.requests.token += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const fault = this.faults.take('token', undefined);
    if (await misbehave(request, response, fault)) return;
    const answer = this.auth.grant(request.method ?? 'GET', url, request.headers.authorization, form);
    if (fault.body === undefined && fault.endlessBytes === undefined) {
      sendJson(response, answer.status, answer.body, answer.headers);
    } else {
      sendContent(response, { bytes: Buffer.alloc(0), digest: '', contentType: 'application/json' }, fault);
    }
  }
}

function listenOn(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the test registry does not listen');
  const { port }: AddressInfo = address;
  return port;
}
