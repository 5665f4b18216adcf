import { digestOf, isVerifiableDigest, matchesDigest } from './digest';
import type { ExchangeRequest, ExchangeResponse } from './http/http-exchange';
import type { Manifest } from './manifest';
import { bareType, parseManifest } from './manifest';
import { readCapped } from './read-body';
import { refuseAnswer } from './refuse-answer';

/** What a registry says about a manifest without sending it. Nothing of it is verified. */
export interface ManifestHead {
  digest: string;
  mediaType: string;
}

/**
 * Reads and verifies a manifest. The digest is that of the bytes: the one asked for if `wanted` is given, else sha256;
 * a `Docker-Content-Digest` that says otherwise is a refusal. Throws RegistryError.
 */
export async function readManifest(
  response: ExchangeResponse,
  request: ExchangeRequest,
  capBytes: number,
  wanted: string | undefined,
): Promise<Manifest> {
  const { status } = response;
  const bytes = await readCapped(response, request, capBytes);
  const body = parseManifest(bytes, headerOf(response, 'content-type'));
  if (typeof body === 'string') throw refuseAnswer(request, status, body);
  if (wanted !== undefined && !matchesDigest(bytes, wanted)) {
    throw refuseAnswer(request, status, 'a manifest that does not have the digest asked for');
  }
  const digest = wanted ?? digestOf(bytes);
  const claimed = headerOf(response, 'docker-content-digest');
  if (claimed !== digest && isVerifiableDigest(claimed) && !matchesDigest(bytes, claimed)) {
    throw refuseAnswer(request, status, 'a manifest that does not have the digest its header names');
  }
  return { ...body, digest };
}

/**
 * Reads the answer to a HEAD. Undefined when it says too little (405, 501, no usable digest, as some proxies do) and a
 * GET must follow. Throws RegistryError when the digest is not the one that was asked for.
 */
export function readManifestHead(
  response: ExchangeResponse,
  request: ExchangeRequest,
  wanted: string | undefined,
): ManifestHead | undefined {
  response.body.on('error', () => undefined).resume();
  const digest = headerOf(response, 'docker-content-digest');
  if (response.status >= 300 || !isVerifiableDigest(digest)) return undefined;
  if (wanted !== undefined && digest !== wanted) {
    throw refuseAnswer(request, response.status, 'the digest of another manifest');
  }
  return { digest, mediaType: bareType(headerOf(response, 'content-type')) };
}

function headerOf(response: ExchangeResponse, name: string): string {
  const value = response.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}
