import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** One request as it arrived. */
export interface SeenRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
  /** Common name of the client certificate, if one was presented. */
  clientName: string | undefined;
}

/** What the server says to it; the body becomes JSON. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** What a path addresses. `collection` is the path without namespace and name, e.g. `/api/v1/nodes`. */
export interface Target {
  collection: string;
  namespace: string | undefined;
  name: string | undefined;
}

/** A refusal with a Status body, as API servers send it. */
export function refusal(code: number, message: string): Answer {
  return { status: code, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, message } };
}

/** Common name of the certificate that the client presented on this connection. */
export function clientNameOf(socket: Socket): string | undefined {
  if (!('getPeerCertificate' in socket)) return undefined;
  const { subject } = (socket as TLSSocket).getPeerCertificate() as { subject?: { CN?: string } };
  return subject?.CN;
}

/** Takes a resource path apart; undefined for any other path. */
export function parseTarget(path: string): Target | undefined {
  const match = /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?(?:\/status)?$/.exec(
    path,
  );
  return match ? { collection: `${match[1]}/${match[3]}`, namespace: match[2], name: match[4] } : undefined;
}
