import type { IncomingMessage } from 'node:http';
import { quote } from '../../domain/quote';
import type { AccessReviewer } from '../ports';
import type { Answer } from './answer';
import { failureAnswer } from './answer';
import { authorize, parseCaller } from './authorize';
import type { Endpoint } from './endpoint';
import { Refusal } from './refusal';
import type { GateLimits } from './request-gate';
import { createRequestGate } from './request-gate';
import { failureStatus } from './status';

/** Answers one request; `gone` aborts when its caller goes away. What it throws is a bug. */
export type Handler = (request: IncomingMessage, gone: AbortSignal) => Promise<Answer>;

export interface RouterOptions {
  endpoints: readonly Endpoint[];
  reviewer: AccessReviewer;
  limits?: Partial<GateLimits>;
}

/** The console gives up after 60 s; this leaves it time to receive the reason. */
const LIMITS: GateLimits = { concurrency: 32, deadlineMs: 55_000 };

/** Sends each request to its endpoint, after its caller's rights were checked. Open endpoints never wait for others. */
export function createRouter({ endpoints, reviewer, limits }: RouterOptions): Handler {
  const gate = createRequestGate({ ...LIMITS, ...limits });
  const route: Handler = async (request, gone) => {
    const endpoint = selectEndpoint(endpoints, request);
    if (endpoint.access === 'open') return endpoint.answer({ request, signal: gone });
    const caller = parseCaller(request);
    return gate.run(gone, async (signal) => {
      await authorize(caller, endpoint.access, reviewer);
      return endpoint.answer({ request, signal });
    });
  };
  return async (request, gone) => {
    try {
      return await route(request, gone);
    } catch (error) {
      if (error instanceof Refusal) return failureAnswer(failureStatus(error.failure), error.headers);
      throw error;
    }
  };
}

/** HEAD is answered as GET. Throws a Refusal: 404, or 405 with the methods that there are. */
function selectEndpoint(endpoints: readonly Endpoint[], request: IncomingMessage): Endpoint {
  const path = (request.url ?? '').split('?')[0] ?? '';
  const here = endpoints.filter((endpoint) => endpoint.path === path);
  if (here.length === 0) {
    const message = `There is nothing at ${quote(path, 200)}.`;
    throw new Refusal({ code: 404, reason: 'NotFound', cause: 'PathUnknown', message, field: 'path' });
  }
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const endpoint = here.find((candidate) => candidate.method === method);
  if (endpoint) return endpoint;
  const allowed = here.map((candidate) => (candidate.method === 'GET' ? 'GET, HEAD' : candidate.method)).join(', ');
  const message = `${path} answers ${allowed} only.`;
  const failure = { code: 405, reason: 'MethodNotAllowed', cause: 'MethodNotAllowed', message, field: 'method' };
  throw new Refusal(failure, { allow: allowed });
}
