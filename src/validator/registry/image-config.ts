import * as z from 'zod/mini';
import type { Platform } from '../../domain/image/platform';
import { parseJson } from './answer-text';

/** An image's configuration as far as it is used. */
export interface ImageConfig {
  /** Absent when the configuration does not say, as in artifacts that are no runnable images. */
  platform?: Platform;
  labels: Record<string, string>;
}

const schema = z.object({
  os: z.optional(z.string()),
  architecture: z.optional(z.string()),
  variant: z.optional(z.string()),
  config: z.optional(z.nullable(z.object({ Labels: z.optional(z.nullable(z.record(z.string(), z.string()))) }))),
});

/** Reads an image configuration (OCI image specification, "config"); undefined when it is not one. */
export function parseImageConfig(body: Uint8Array): ImageConfig | undefined {
  const parsed = z.safeParse(schema, parseJson(body));
  if (!parsed.success) return undefined;
  const { os, architecture, variant, config } = parsed.data;
  const labels = config?.Labels ?? {};
  if (!os || !architecture) return { labels };
  return { platform: variant ? { os, architecture, variant } : { os, architecture }, labels };
}
