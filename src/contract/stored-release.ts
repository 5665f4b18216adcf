import * as z from 'zod/mini';
import { apiWarningSchema } from './release-api';

/** What a resolved release keeps in the ConfigMap `kmm-preflight-releases`; one JSON text for each digest. */
const architecture = z.enum(['amd64', 'arm64', 'ppc64le', 's390x']);
const shortText = z.string().check(z.maxLength(1024));
const storedKernel = z.object({
  architecture,
  type: z.enum(['default', 'rt', '64k']),
  version: shortText,
  source: z.enum(['extensions', 'os-label', 'metalayer', 'dtk-label', 'dtk-file', 'cluster']),
  derived: z.exactOptional(z.literal(true)),
});
const storedStream = z.object({
  name: shortText,
  osVersion: z.exactOptional(shortText),
  dtkImage: z.exactOptional(shortText),
  kernels: z.array(storedKernel),
});
const storedRelease = z.object({
  /** Of this form; another one is not read. */
  form: z.literal(1),
  /** RFC 3339; the oldest goes first when there are too many. */
  storedAt: z.string(),
  version: shortText,
  digest: shortText,
  architectures: z.array(architecture),
  streams: z.array(storedStream),
  warnings: z.array(apiWarningSchema),
  repositories: z.array(shortText),
  verified: z.boolean(),
  /** `architecture/type` of the nodes that it was resolved for. */
  covers: z.array(shortText),
});
export type StoredRelease = z.infer<typeof storedRelease>;

/** JSON text → a stored release; undefined for anything else. Never throws. */
export function parseStoredRelease(text: string): StoredRelease | undefined {
  try {
    const parsed = z.safeParse(storedRelease, JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
