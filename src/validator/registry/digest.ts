import { hash } from 'node:crypto';

const DIGEST = /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** True for a digest that can be verified here: sha256 or sha512 in lower-case hex (OCI image specification, "Digests"). */
export function isVerifiableDigest(text: string): boolean {
  return DIGEST.test(text);
}

/** The sha256 digest of some bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${hash('sha256', bytes, 'hex')}`;
}

/** True when the bytes have that digest; false also for an algorithm that is not known. */
export function matchesDigest(bytes: Uint8Array, digest: string): boolean {
  if (!isVerifiableDigest(digest)) return false;
  const algorithm = digest.slice(0, digest.indexOf(':'));
  return `${algorithm}:${hash(algorithm, bytes, 'hex')}` === digest;
}
