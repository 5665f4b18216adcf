import { Agent, request } from 'undici';

/** One request to the API server. */
export interface ApiCall {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With the query string. */
  path: string;
  /** Sent as JSON; a string is sent as it is. */
  body?: unknown;
  /** `application/json` unless told, for a PATCH `application/merge-patch+json`. */
  contentType?: string;
  accept?: string;
  /** The admin's unless told. */
  token?: string;
}

/** `body` is what the server's JSON says, or its text when it is no JSON (`/readyz`). */
export interface ApiAnswer {
  status: number;
  body: unknown;
}

export interface ApiCaller {
  call(call: ApiCall): Promise<ApiAnswer>;
  close(): Promise<void>;
}

/** A minimal client for tests and for setting the stack up: no retry, no watch, any HTTP status is an answer. */
export function createApiCaller(url: string, caPem: string, token: string): ApiCaller {
  const agent = new Agent({ connect: { ca: caPem } });
  return {
    call: async (call) => {
      const response = await request(url + call.path, {
        dispatcher: agent,
        method: call.method ?? 'GET',
        headers: selectHeaders(call, token),
        ...(call.body !== undefined && { body: typeof call.body === 'string' ? call.body : JSON.stringify(call.body) }),
      });
      return { status: response.statusCode, body: parseBody(await response.body.text()) };
    },
    close: () => agent.destroy(),
  };
}

/** The answer's body when the status is 2xx, else an error with the server's own message. */
export function expectOk<Body>({ status, body }: ApiAnswer): Body {
  if (status >= 200 && status < 300) return body as Body;
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : body;
  throw new Error(`the API server answered ${status}: ${String(message)}`);
}

function selectHeaders(
  { method, body, contentType, accept, token }: ApiCall,
  ownToken: string,
): Record<string, string> {
  const usual = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  return {
    authorization: `Bearer ${token ?? ownToken}`,
    accept: accept ?? 'application/json',
    ...(body !== undefined && { 'content-type': contentType ?? usual }),
  };
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
