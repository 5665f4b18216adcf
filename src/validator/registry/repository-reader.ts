import type { Readable } from 'node:stream';
import type { Reference } from '../../domain/image/reference';
import type {
  BlobStream,
  ImageManifest,
  RegistryAnswer,
  RegistryRefusal,
  RepositoryAccess,
  RepositoryReader,
} from '../ports';
import type { Manifest } from './manifest';
import type { BlobAnswer } from './read-blob';
import type { ManifestTarget, RegistryClient } from './registry-client';
import { RegistryError } from './registry-error';

/** A RepositoryReader over a registry client: every refusal becomes an answer; only the signal's reason is thrown. */
export function createRepositoryReader(client: RegistryClient): RepositoryReader {
  return {
    readManifest: (reference, access) =>
      answer(access, async () => toManifest(await client.fetchManifest(targetOf(reference), access))),
    readDigest: (reference, access) =>
      answer(access, async () => (await client.headManifest(targetOf(reference), access)).digest),
    readConfig: (reference, digest, access) => answer(access, () => client.fetchConfig(reference, digest, access)),
    openBlob: (reference, digest, access) =>
      answer(access, async () => toStream(await client.openBlob(reference, digest, access))),
  };
}

function targetOf({ registry, repository, tag, digest }: Reference): ManifestTarget {
  return { registry, repository, reference: digest ?? tag ?? 'latest' };
}

async function answer<T>({ signal }: RepositoryAccess, read: () => Promise<T>): Promise<RegistryAnswer<T>> {
  try {
    return { kind: 'Found', value: await read() };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof RegistryError) return toRefusal(error);
    throw error;
  }
}

function toManifest(manifest: Manifest): ImageManifest {
  const { digest } = manifest;
  if (manifest.kind === 'Index') return { kind: 'Index', digest, manifests: manifest.manifests };
  return { kind: 'Image', digest, config: manifest.config, layers: manifest.layers };
}

function toStream({ stream, partial }: BlobAnswer): BlobStream {
  return {
    chunks: stream as Readable & AsyncIterable<Uint8Array>,
    partial,
    cancel: () => stream.destroy(),
    refusal: () => refusalOf(stream.errored),
  };
}

function refusalOf(error: Error | null): RegistryRefusal | undefined {
  return error instanceof RegistryError ? toRefusal(error) : undefined;
}

function toRefusal({ kind, host, message, status, network }: RegistryError): RegistryRefusal {
  return {
    kind,
    host,
    detail: message,
    ...(status !== undefined && { status }),
    ...(network === 'not-allowed' && { notAllowed: true as const }),
  };
}
