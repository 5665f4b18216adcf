import type { GoArchitecture } from '../../../domain/kernel/kernel-target';
import { parseReference, withDigest } from '../../../domain/image/reference';
import type { PayloadTag } from '../../../domain/release/image-references';
import { ARCHITECTURES } from '../../../domain/release/release-kernel';
import type { BlobDescriptor, ImageFacts, ImageManifest } from '../../ports';
import { ReleaseError } from '../../release-error';
import type { OpenImage } from './open-image';
import { readImage } from './open-image';
import { readLayer } from './read-layer';
import type { ReleaseSession } from './release-session';
import type { ImageOf } from './select-child';
import { selectChild } from './select-child';

/** One image of a release, for one architecture. */
export interface Component {
  manifest: ImageOf<ImageManifest>;
  readConfig(): Promise<ImageFacts>;
  /** The file in the last layer, if that is a small one; the layer's digest is verified. */
  readMetadataLayer(path: string): Promise<string | undefined>;
  /** The file wherever it is, within this many compressed bytes in all; the small layers first. */
  search(path: string, budgetBytes: number): Promise<string | undefined>;
}

/** A last layer up to this size holds metadata; a larger one is software (release-payload.md §7.3). */
const METADATA_LAYER_LIMIT = 256 * 1024;
const SMALL_LAYER = 64 * 1024;

/**
 * Lets `work` read an image of a release. Without an architecture a list gives its first. Throws ReleaseError, and what
 * `work` throws.
 */
export async function readComponent<T>(
  session: ReleaseSession,
  tag: PayloadTag,
  architecture: GoArchitecture | undefined,
  work: (component: Component) => Promise<T>,
): Promise<T> {
  const reference = parseReference(tag.pullSpec);
  if (!reference.ok) throw new ReleaseError('NotARelease', `The release's image ${tag.name}: ${reference.message}.`);
  const wanted = architecture === undefined ? ARCHITECTURES : [architecture];
  const { digest } = reference.value;
  const source = digest === undefined ? reference.value : withDigest(reference.value, digest);
  return readImage(session, source, async (image) => {
    const manifest = await selectChild(image, await image.readManifest(), wanted);
    return work(openComponent(image, manifest));
  });
}

function openComponent(image: OpenImage, manifest: ImageOf<ImageManifest>): Component {
  const last = manifest.layers.at(-1);
  return {
    manifest,
    readConfig: () => image.readConfig(manifest.config),
    async readMetadataLayer(path) {
      if (!last || last.size > METADATA_LAYER_LIMIT) return undefined;
      const budget = { left: METADATA_LAYER_LIMIT };
      const found = await readLayer(image, last, { wanted: [path], required: path, budget, verify: true });
      return found.files.get(path);
    },
    async search(path, budgetBytes) {
      const budget = { left: budgetBytes };
      for (const layer of smallFirst(manifest.layers)) {
        const verify = layer.size <= SMALL_LAYER;
        const found = await readLayer(image, layer, { wanted: [path], required: path, budget, verify });
        const text = found.files.get(path);
        if (text !== undefined || budget.left <= 0) return text;
      }
      return undefined;
    },
  };
}

/** From the last layer to the first; where a file that was put there by itself would be, before gigabytes of software. */
function smallFirst(layers: readonly BlobDescriptor[]): BlobDescriptor[] {
  const reversed = [...layers].reverse();
  const isSmall = ({ size }: BlobDescriptor): boolean => size <= SMALL_LAYER;
  return [...reversed.filter(isSmall), ...reversed.filter((layer) => !isSmall(layer))];
}
