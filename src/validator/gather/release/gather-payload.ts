import type { GoArchitecture } from '../../../domain/kernel/kernel-target';
import type { Reference } from '../../../domain/image/reference';
import { printReference } from '../../../domain/image/reference';
import type { PayloadReferences } from '../../../domain/release/image-references';
import { parseImageReferences } from '../../../domain/release/image-references';
import { ARCHITECTURES } from '../../../domain/release/release-kernel';
import type { ReleaseMetadata } from '../../../domain/release/release-metadata';
import { parseReleaseMetadata } from '../../../domain/release/release-metadata';
import type { BlobDescriptor, ImageManifest } from '../../ports';
import { ReleaseError } from '../../release-error';
import type { OpenImage } from './open-image';
import { readImage } from './open-image';
import type { ByteBudget, LayerFinding } from './read-layer';
import { readLayer } from './read-layer';
import type { ReleaseSession } from './release-session';
import type { ImageOf } from './select-child';
import { listArchitectures, selectChild } from './select-child';

/** What a release image says of itself. */
export interface Payload {
  /** Of the reference: a list's own, if it is one. */
  digest: string;
  references: PayloadReferences;
  /** Undefined when it did not come with the same bytes, or is damaged. */
  metadata: ReleaseMetadata | undefined;
  /** Of a list; undefined for one image. */
  architectures: GoArchitecture[] | undefined;
  /** The whole layer was read and its digest verified. */
  verified: boolean;
}

export interface PayloadWish {
  /** The first that the release has is read. */
  architectures: readonly GoArchitecture[];
  strict: boolean;
}

const REFERENCES = 'release-manifests/image-references';
const METADATA = 'release-manifests/release-metadata';
const RELEASE_LABEL = 'io.openshift.release';
/** Twice what image-references takes today (release-payload.md §1.8). */
const PREFIX_BYTES = 32 * 1024;
/** A whole release layer has up to 3 MB. */
const LAYER_BUDGET = 32 * 1024 * 1024;

/**
 * Reads which images a release is made of from as few bytes as possible: the end of the image first, for that is where
 * `oc adm release new` puts it. Throws ReleaseError.
 */
export async function gatherPayload(
  session: ReleaseSession,
  reference: Reference,
  wish: PayloadWish,
): Promise<Payload> {
  return readImage(session, reference, async (image) => {
    const top = await image.readManifest();
    const child = await selectChild(image, top, wish.architectures);
    const found = await findReferences(image, child, wish.strict);
    const references = parseImageReferences(found.files.get(REFERENCES) ?? '');
    if (!references.ok) throw notARelease(image.reference, references.message);
    const metadata = parseReleaseMetadata(found.files.get(METADATA) ?? '');
    return {
      digest: top.digest,
      references: references.value,
      metadata: metadata.ok ? metadata.value : undefined,
      architectures: top.kind === 'Index' ? listArchitectures(top).filter(isKnown) : undefined,
      verified: found.verified,
    };
  });
}

/** Lower layers are only searched in an image that says it is a release: any other image may have gigabytes of them. */
async function findReferences(
  image: OpenImage,
  manifest: ImageOf<ImageManifest>,
  strict: boolean,
): Promise<LayerFinding> {
  const budget: ByteBudget = { left: LAYER_BUDGET };
  const reading = { wanted: [REFERENCES, METADATA], required: REFERENCES, budget, verify: strict };
  const layers = [...manifest.layers].reverse();
  for (const [at, layer] of layers.entries()) {
    if (at === 1) await requireRelease(image, manifest.config);
    const found = await readLayer(image, layer, { ...reading, prefixBytes: PREFIX_BYTES });
    if (found.files.has(REFERENCES)) return found;
    const obstacle = describeObstacle(found);
    if (obstacle !== undefined) throw notARelease(image.reference, obstacle);
    if (budget.left <= 0) break;
  }
  const looked = budget.left <= 0 ? `in the ${LAYER_BUDGET >> 20} MiB that are searched` : 'in any of its layers';
  throw notARelease(image.reference, `there is no ${REFERENCES} ${looked}`);
}

function describeObstacle({ unusable, deleted, end }: LayerFinding): string | undefined {
  const phrase = unusable.get(REFERENCES);
  if (phrase !== undefined) return `its ${REFERENCES} ${phrase}`;
  if (deleted.has(REFERENCES)) return `a layer deletes its ${REFERENCES}`;
  return typeof end === 'object' ? `one of its layers ${end.fault}` : undefined;
}

async function requireRelease(image: OpenImage, config: BlobDescriptor): Promise<void> {
  const { labels } = await image.readConfig(config);
  if (labels[RELEASE_LABEL] !== undefined) return;
  throw notARelease(image.reference, `its last layer has no ${REFERENCES}, and it has no label ${RELEASE_LABEL}`);
}

function notARelease(reference: Reference, why: string): ReleaseError {
  const message =
    `${printReference(reference)} is no OpenShift release image that can be used: ${why}. ` +
    'Enter the pull spec of a release, such as quay.io/openshift-release-dev/ocp-release:4.20.1-x86_64.';
  return new ReleaseError('NotARelease', message);
}

function isKnown(architecture: string): architecture is GoArchitecture {
  return ARCHITECTURES.some((known) => known === architecture);
}
