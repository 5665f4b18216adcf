import * as z from 'zod/mini';

/** Bodies of the validator's HTTP API (docs/openapi.json). Architectures are Go names; digests `sha256:…`. */

const VERSION_LENGTH_MAX = 128;
const IMAGE_LENGTH_MAX = 1024;

const count = z.int().check(z.nonnegative());
const kernelType = z.enum(['default', 'rt', '64k']);

const limitedText = (most: number) =>
  z
    .string('must be a string')
    .check(z.minLength(1, 'must not be empty'), z.maxLength(most, `must have at most ${most} characters`));

/** A remark for a person; `reason` is one CamelCase word for programs. */
export const apiWarningSchema = z.object({ reason: z.string(), message: z.string() });
export type ApiWarning = z.infer<typeof apiWarningSchema>;

/** `GET /api/v1/info`. `managed`: a KMM operator runs as a hub's spoke and starts no preflight of its own. */
export const apiInfoSchema = z.object({
  version: z.string(),
  mode: z.enum(['auto', 'controller', 'observer']),
  builds: z.object({ available: z.boolean() }),
  operator: z.object({ present: z.boolean(), alive: z.boolean(), managed: z.boolean() }),
});
export type ApiInfo = z.infer<typeof apiInfoSchema>;

/** A release that the cluster knows. `architecture` is `multi` for a multi payload, null when nothing says it. */
export const knownReleaseSchema = z.object({
  version: z.string(),
  image: z.string(),
  architecture: z.nullable(z.string()),
  source: z.enum(['current', 'available', 'conditional', 'history']),
  recommended: z.boolean(),
  risks: z.array(z.object({ name: z.string(), message: z.string(), url: z.string() })),
});

/** `GET /api/v1/releases`. `current` is the version that the cluster runs or goes to, null when nothing says it. */
export const releaseListSchema = z.object({
  current: z.nullable(z.string()),
  releases: z.array(knownReleaseSchema),
});
export type ReleaseList = z.infer<typeof releaseListSchema>;

/** Body of `POST /api/v1/releases/resolve`: a version that the cluster knows, or any release image; exactly one. */
export const resolveRequestSchema = z
  .strictObject(
    {
      version: z.optional(limitedText(VERSION_LENGTH_MAX)),
      image: z.optional(limitedText(IMAGE_LENGTH_MAX)),
      strict: z.optional(z.literal(true, 'can only be true; leave it out otherwise')),
    },
    { error: ({ code }) => (code === 'unrecognized_keys' ? 'is not a field of this request' : 'must be an object') },
  )
  .check(
    z.refine(({ version, image }) => (version === undefined) !== (image === undefined), {
      error: 'must have either "version" or "image"',
    }),
  );

/** The kernel of one architecture and type in one OS stream, and where it was read. */
export const releaseKernelSchema = z.object({
  architecture: z.string(),
  type: kernelType,
  version: z.string(),
  source: z.enum(['extensions', 'os-label', 'metalayer', 'dtk-label', 'dtk-file', 'cluster']),
});

/** An OS stream of a release (`rhel-9`). `osVersion` is null when the payload does not say it, `dtkImage` when it has none. */
export const releaseStreamSchema = z.object({
  name: z.string(),
  osVersion: z.nullable(z.string()),
  dtkImage: z.nullable(z.string()),
  kernels: z.array(releaseKernelSchema),
});

/** A PreflightValidationOCP worth making. `existing` names one with equal kernelVersion and dtkImage. */
export const preflightProposalSchema = z.object({
  name: z.string(),
  kernelVersion: z.string(),
  dtkImage: z.nullable(z.string()),
  architecture: z.string(),
  type: kernelType,
  stream: z.string(),
  nodes: count,
  pools: z.array(z.string()),
  existing: z.nullable(z.string()),
  running: z.boolean(),
  warnings: z.array(apiWarningSchema),
});

/** Answer of `POST /api/v1/releases/resolve`; `cost` counts HTTP exchanges with registries and body bytes received. */
export const releaseResolutionSchema = z.object({
  release: z.object({
    version: z.string(),
    image: z.string(),
    digest: z.string(),
    architectures: z.array(z.string()),
  }),
  streams: z.array(releaseStreamSchema),
  proposals: z.array(preflightProposalSchema),
  warnings: z.array(apiWarningSchema),
  cost: z.object({ exchanges: count, bytes: count, cached: z.boolean() }),
});
export type ReleaseResolution = z.infer<typeof releaseResolutionSchema>;

/**
 * Every failure: a Kubernetes `Status`. `details.causes[0].reason` is ours, for programs. The console shows the cause as
 * `Error "<message>" for field "<field>".`, so a cause always names a field.
 */
export const apiFailureSchema = z.object({
  kind: z.literal('Status'),
  apiVersion: z.literal('v1'),
  status: z.literal('Failure'),
  code: z.int(),
  reason: z.string(),
  message: z.string(),
  details: z.object({
    causes: z.array(z.object({ reason: z.string(), message: z.string(), field: z.string() })),
  }),
});
export type ApiFailure = z.infer<typeof apiFailureSchema>;
