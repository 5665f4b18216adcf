import { cutText } from '../../../domain/cut-text';
import { printReference } from '../../../domain/image/reference';
import type { BlobDescriptor, ImageManifest } from '../../ports';
import { ReleaseError } from '../../release-error';
import type { OpenImage } from './open-image';

/** A manifest of one image. */
export type ImageOf<T extends ImageManifest> = Extract<T, { kind: 'Image' }>;
type IndexOf<T extends ImageManifest> = Extract<T, { kind: 'Index' }>;

/** Go names of the architectures that a list has images for; attestations are none. */
export function listArchitectures(index: IndexOf<ImageManifest>): string[] {
  const found = index.manifests.flatMap(({ platform }) => (platform?.os === 'linux' ? [platform.architecture] : []));
  return [...new Set(found)];
}

/**
 * The image behind a manifest: itself, or of a list the first of the wanted architectures that it has. Throws
 * ReleaseError when it has none, and RegistryRefused, also for a list within a list.
 */
export async function selectChild(
  image: OpenImage,
  manifest: ImageManifest,
  architectures: readonly string[],
): Promise<ImageOf<ImageManifest>> {
  if (manifest.kind === 'Image') return manifest;
  const entry = findEntry(manifest, architectures);
  if (!entry) {
    const has = listArchitectures(manifest).join(', ') || 'none at all';
    const name = printReference(image.reference);
    const message = `${name} has no image for ${architectures.join(' or ')}, only for ${cutText(has, 100)}.`;
    throw new ReleaseError('NotARelease', message, 'PlatformMissing');
  }
  const child = await image.readManifest(entry.digest);
  if (child.kind === 'Image') return child;
  return image.refuse(`a list of manifests inside a list when asked for ${entry.digest}`);
}

function findEntry(
  { manifests }: IndexOf<ImageManifest>,
  architectures: readonly string[],
): BlobDescriptor | undefined {
  for (const architecture of architectures) {
    const found = manifests.find(({ platform }) => platform?.os === 'linux' && platform.architecture === architecture);
    if (found) return found;
  }
  return undefined;
}
