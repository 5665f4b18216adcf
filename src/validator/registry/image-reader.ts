import type { ImageAnswer } from '../../domain/image/answer';
import type { Platform } from '../../domain/image/platform';
import type { ImageReader, ImageRequest } from '../ports';
import type { Manifest } from './manifest';
import type { RegistryClient } from './registry-client';
import { RegistryError } from './registry-error';

/**
 * An ImageReader over a registry client: one GET of the manifest, and for a single image one of its configuration,
 * which alone says what it runs on. Every refusal becomes an answer; only the abort of the request's signal is thrown.
 */
export function createImageReader(client: RegistryClient): ImageReader {
  return {
    async readImage(request: ImageRequest): Promise<ImageAnswer> {
      const { registry: host, repository, tag, digest } = request.reference;
      const target = { registry: host, repository, reference: digest ?? tag ?? 'latest' };
      try {
        const manifest = await client.fetchManifest(target, request);
        const platforms = await gatherPlatforms(client, manifest, request);
        return { kind: 'Found', host, digest: manifest.digest, mediaType: manifest.mediaType, platforms };
      } catch (error) {
        if (error instanceof RegistryError) return toAnswer(error);
        throw error;
      }
    },
  };
}

async function gatherPlatforms(client: RegistryClient, manifest: Manifest, request: ImageRequest): Promise<Platform[]> {
  if (manifest.kind === 'Index') return selectPlatforms(manifest.manifests.map((entry) => entry.platform));
  try {
    return selectPlatforms([await client.fetchPlatform(request.reference, manifest.config.digest, request)]);
  } catch (error) {
    if (!(error instanceof RegistryError) || error.kind !== 'NotFound') throw error;
    // The image is there but broken: saying "not found" would make somebody build over it.
    const { host, operation, status, message } = error;
    throw new RegistryError(
      { kind: 'AnswerInvalid', host, operation, status },
      `${message}, although the manifest names it`,
    );
  }
}

/** Without entries that run nowhere: BuildKit lists attestations under `unknown/unknown`. Each platform once. */
function selectPlatforms(platforms: (Platform | undefined)[]): Platform[] {
  const distinct = new Map<string, Platform>();
  for (const platform of platforms) {
    if (platform === undefined || platform.os === 'unknown' || platform.architecture === 'unknown') continue;
    distinct.set(JSON.stringify([platform.os, platform.architecture, platform.variant]), platform);
  }
  return [...distinct.values()];
}

function toAnswer({ kind, host, message, status, retryAfterMs }: RegistryError): ImageAnswer {
  return {
    kind,
    host,
    detail: message,
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}
