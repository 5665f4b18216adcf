import { join } from 'node:path';
import * as z from 'zod/mini';
import {
  apiFailureSchema,
  apiInfoSchema,
  apiWarningSchema,
  knownReleaseSchema,
  preflightProposalSchema,
  releaseKernelSchema,
  releaseListSchema,
  releaseResolutionSchema,
  releaseStreamSchema,
  resolveRequestSchema,
} from '../src/contract/release-api';

/** Where the document is kept. */
export const OPENAPI_FILE = join(__dirname, '..', 'docs', 'openapi.json');

const SCHEMAS = {
  Failure: apiFailureSchema,
  Info: apiInfoSchema,
  Kernel: releaseKernelSchema,
  KnownRelease: knownReleaseSchema,
  Proposal: preflightProposalSchema,
  ReleaseList: releaseListSchema,
  ReleaseResolution: releaseResolutionSchema,
  ResolveRequest: resolveRequestSchema,
  Stream: releaseStreamSchema,
  Warning: apiWarningSchema,
};

const FAILURES: Record<string, string> = {
  400: 'The body or the headers cannot be used.',
  401: 'No credentials, or the API server does not accept them.',
  403: 'The caller may not do this, or may not act as the impersonated user.',
  404: 'The cluster knows no release of that version.',
  422: 'The image is no release, or its host is one where the validator does not go (ReferenceRefused).',
  502: 'A registry refused or lied, or the API server refused the validator.',
  503: 'Too much is under way, or the API server does not answer; Retry-After says when to try again.',
  504: 'No answer in time.',
};

/** The OpenAPI 3.0 description of the validator's HTTP API, made from the schemas that the validator itself uses. */
export function createOpenApiDocument(): object {
  return {
    openapi: '3.0.3',
    info: {
      title: 'KMM preflight validator',
      version: 'v1',
      description:
        'Through the console: /api/proxy/plugin/kmm-preflight/validator/<path>. The authority is the caller’s own: the ' +
        'Authorization and Impersonate-* headers are shown to the API server with a SelfSubjectAccessReview.',
    },
    security: [{ bearer: [] }],
    paths: {
      '/api/v1/info': {
        get: operation('Info', 'What runs here. For everybody whom the API server knows.', [
          '400',
          '401',
          '403',
          '503',
        ]),
      },
      '/api/v1/releases': {
        get: operation('ReleaseList', 'The releases that the cluster knows. Needs get on clusterversions.', [
          ...['400', '401', '403'],
          ...['502', '503', '504'],
        ]),
      },
      '/api/v1/releases/resolve': {
        post: {
          ...operation(
            'ReleaseResolution',
            'A release’s DTK images, kernels and the preflights worth making. Needs create on preflightvalidationsocp.',
            Object.keys(FAILURES),
          ),
          requestBody: { required: true, content: jsonContent('ResolveRequest') },
        },
      },
    },
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: describeSchemas(),
    },
  };
}

function operation(answer: keyof typeof SCHEMAS, summary: string, failures: string[]): object {
  const described = failures.map((code): [string, object] => [
    code,
    { description: FAILURES[code], content: jsonContent('Failure') },
  ]);
  return {
    summary,
    responses: { 200: { description: 'Done.', content: jsonContent(answer) }, ...Object.fromEntries(described) },
  };
}

function jsonContent(schema: keyof typeof SCHEMAS): object {
  return { 'application/json': { schema: { $ref: refTo(schema) } } };
}

function refTo(schema: string): string {
  return `#/components/schemas/${schema}`;
}

function describeSchemas(): object {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(SCHEMAS)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    target: 'openapi-3.0',
    uri: refTo,
    override({ zodSchema, jsonSchema }) {
      // What a refinement demands cannot be seen from outside.
      if (zodSchema === resolveRequestSchema) {
        jsonSchema.oneOf = [{ required: ['version'] }, { required: ['image'] }];
      }
      // JSON has no larger integers, so the bounds say nothing.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutId(schema)]));
}

function withoutId(schema: object): object {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$id'));
}
