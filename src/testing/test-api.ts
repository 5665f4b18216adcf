import { Agent, request } from 'undici';
import type { ApiFailure, ReleaseList, ReleaseResolution } from '../contract/release-api';
import type { Endpoint } from '../validator/api/endpoint';
import { infoEndpoint } from '../validator/api/info';
import { listReleasesEndpoint } from '../validator/api/list-releases';
import { resolveReleaseEndpoint } from '../validator/api/resolve-release';
import type { RouterOptions } from '../validator/api/router';
import { createRouter } from '../validator/api/router';
import type { ServeOptions } from '../validator/api/serve';
import { serve } from '../validator/api/serve';
import type { AccessReviewer, Logger, ReleaseRequest, ReleaseResolver } from '../validator/ports';

type TestHeaders = Record<string, string | string[]>;

export interface TestCall {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS';
  path: string;
  headers?: TestHeaders;
  /** Sent as JSON; a string or bytes as they are. */
  body?: unknown;
}

/** `json` is the parsed body where it is JSON. */
export interface TestAnswer {
  code: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  json: unknown;
}

/** A served API with its log. */
export interface TestApi {
  port: number;
  /** Everything that was logged, as text. */
  log(): string;
  call(call: TestCall): Promise<TestAnswer>;
  close(): Promise<void>;
}

export type TestApiOptions = Pick<RouterOptions, 'endpoints' | 'reviewer' | 'limits'> &
  Partial<Pick<ServeOptions, 'tls' | 'certificatePollMs'>>;

/** Serves endpoints on a loopback port. Calls accept any certificate. */
export async function startTestApi({ tls, certificatePollMs, ...router }: TestApiOptions): Promise<TestApi> {
  const lines: string[] = [];
  const server = await serve({
    host: '127.0.0.1',
    port: 0,
    tls,
    handler: createRouter(router),
    logger: recordingLogger(lines),
    ...(certificatePollMs !== undefined && { certificatePollMs }),
  });
  const agent = new Agent({ connect: { rejectUnauthorized: false } });
  const origin = `${tls ? 'https' : 'http'}://127.0.0.1:${server.port}`;
  return {
    port: server.port,
    log: () => lines.join('\n'),
    call: (call) => send(agent, origin, call),
    async close() {
      await agent.destroy();
      await server.close();
    },
  };
}

async function send(
  agent: Agent,
  origin: string,
  { method = 'GET', path, headers, body }: TestCall,
): Promise<TestAnswer> {
  const raw = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  const response = await request(origin + path, {
    dispatcher: agent,
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(raw !== undefined && { body: raw }),
  });
  const text = await response.body.text();
  const isJson = response.headers['content-type'] === 'application/json' && text !== '';
  return { code: response.statusCode, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

/** Writes every line with its fields and errors in full, as text. */
function recordingLogger(lines: string[]): Logger {
  const note = (fields: object, message: string): void => {
    const values = Object.values(fields).map((value: unknown) =>
      value instanceof Error ? `${String(value.stack)} ${JSON.stringify(value)}` : JSON.stringify(value),
    );
    lines.push([message, ...values].join(' '));
  };
  return { debug: note, info: note, warn: note, error: note };
}

export const SOME_LIST: ReleaseList = {
  current: '4.21.2',
  releases: [
    {
      version: '4.21.3',
      image: `quay.io/openshift-release-dev/ocp-release@sha256:${'3'.repeat(64)}`,
      architecture: 'amd64',
      source: 'conditional',
      recommended: false,
      risks: [{ name: 'SlowBoot', message: 'Nodes start slowly.', url: 'https://example.com/slow-boot' }],
    },
  ],
};

export const SOME_RESOLUTION: ReleaseResolution = {
  release: {
    version: '4.21.3',
    image: `quay.io/openshift-release-dev/ocp-release@sha256:${'3'.repeat(64)}`,
    digest: `sha256:${'3'.repeat(64)}`,
    architectures: ['amd64'],
  },
  streams: [
    {
      name: 'rhel-9',
      osVersion: '9.6.20261101-0',
      dtkImage: `quay.io/openshift-release-dev/ocp-v4.0-art-dev@sha256:${'4'.repeat(64)}`,
      kernels: [
        { architecture: 'amd64', type: 'default', version: '5.14.0-570.60.1.el9_6.x86_64', source: 'extensions' },
      ],
    },
  ],
  proposals: [],
  warnings: [{ reason: 'KernelSourcesDiffer', message: 'Two sources name different kernels.' }],
  cost: { exchanges: 8, bytes: 40_213, cached: false },
};

/** A resolver that a test tells what to do; it keeps what it was asked. */
export class ScriptedResolver implements ReleaseResolver {
  readonly asked: ReleaseRequest[] = [];
  listing: () => Promise<ReleaseList> = async () => SOME_LIST;
  resolving: (request: ReleaseRequest) => Promise<ReleaseResolution> = async () => SOME_RESOLUTION;

  list(): Promise<ReleaseList> {
    return this.listing();
  }

  resolve(request: ReleaseRequest): Promise<ReleaseResolution> {
    this.asked.push(request);
    return this.resolving(request);
  }
}

/** Every endpoint of the API, over a scripted resolver. */
export function apiEndpoints(resolver: ReleaseResolver): Endpoint[] {
  const operator = { current: () => ({ present: false, alive: false, managed: false }) };
  return [
    infoEndpoint({ version: '1.2.3', mode: 'auto', operator }),
    listReleasesEndpoint(resolver),
    resolveReleaseEndpoint(resolver),
  ];
}

/** A reviewer that lets everybody do everything. */
export const ALLOW_ALL: AccessReviewer = { may: async () => true };

/** The `Status` of an answer, with its cause. Throws when it is none. */
export function failureOf({ json, text }: TestAnswer): ApiFailure & { cause: string; field: string } {
  const failure = json as ApiFailure | undefined;
  const cause = failure?.details.causes[0];
  if (failure?.kind !== 'Status' || !cause) throw new Error(`this is no Status with a cause: ${text}`);
  return { ...failure, cause: cause.reason, field: cause.field };
}
