import type { IncomingMessage } from 'node:http';
import { KubeError } from '../kube-error';
import type { AccessQuestion, AccessReviewer, CallerHeaders } from '../ports';
import type { Status } from './status';
import { failureStatus, statusOfKubeError } from './status';

/** What is sent back. A `Status` carries its own code. */
export type Answer = Status | { code: number; contentType: string; text: string };

/** Answers one request; what it throws becomes a 500 that says nothing of the inside. */
export type Handler = (request: IncomingMessage) => Promise<Answer>;

/** What the operator's page of numbers and probes needs to know. */
export interface HealthSources {
  ready(): { ready: boolean; waitsFor: string };
  printMetrics(): Promise<{ contentType: string; text: string }>;
  reviewer: AccessReviewer;
}

/** The API for the console. No endpoint exists yet; every path is answered as the API server answers unknown ones. */
export function createApiHandler(): Handler {
  return (request) => Promise.resolve(notFound(request));
}

/** `/metrics` for those who may get it, `/healthz` and `/readyz` for everybody. */
export function createHealthHandler(sources: HealthSources): Handler {
  return async (request) => {
    const path = (request.url ?? '/').split('?')[0];
    if (request.method !== 'GET' && request.method !== 'HEAD') return notFound(request);
    if (path === '/healthz') return plain(200, 'ok');
    if (path === '/readyz') {
      const { ready, waitsFor } = sources.ready();
      return ready ? plain(200, 'ok') : plain(503, `not ready: ${waitsFor}`);
    }
    if (path !== '/metrics') return notFound(request);
    const refusal = await reviewCaller(request, sources.reviewer, { nonResourceAttributes: { path, verb: 'get' } });
    if (refusal) return refusal;
    const { contentType, text } = await sources.printMetrics();
    return { code: 200, contentType, text };
  };
}

/** Undefined when the caller may; else the refusal to send. The authority is the caller's own (design §6). */
async function reviewCaller(
  request: IncomingMessage,
  reviewer: AccessReviewer,
  question: AccessQuestion,
): Promise<Status | undefined> {
  const caller = callerOf(request);
  if (caller['authorization'] === undefined) {
    return failureStatus(
      401,
      'Unauthorized',
      'No credentials were sent; send a bearer token in the Authorization header.',
    );
  }
  try {
    if (await reviewer.may(caller, question)) return undefined;
    return failureStatus(403, 'Forbidden', `You may not ${JSON.stringify(question)}; ask for that right.`);
  } catch (error) {
    if (error instanceof KubeError) return statusOfKubeError(error);
    throw error;
  }
}

function callerOf(request: IncomingMessage): CallerHeaders {
  const headers = Object.entries(request.headers).filter(
    (header): header is [string, string | string[]] =>
      header[1] !== undefined && (header[0] === 'authorization' || header[0].startsWith('impersonate-')),
  );
  return Object.fromEntries(headers);
}

function notFound(request: IncomingMessage): Status {
  const path = (request.url ?? '/').split('?')[0]?.slice(0, 200);
  return failureStatus(404, 'NotFound', `There is no ${request.method ?? 'GET'} ${path} here.`);
}

function plain(code: number, text: string): Answer {
  return { code, contentType: 'text/plain; charset=utf-8', text: `${text}\n` };
}
