import type { FixtureLayer } from './fixture-layer';
import { compressLayer, heldBlob, makeLayer } from './fixture-layer';
import { MANIFEST_FOLDER, makeOperatorManifests } from './operator-manifests';
import { MANIFEST_FOLDER_ENTRY, METADATA_PATH, REFERENCES_PATH } from './release-image';
import { readSegments } from './segment';
import type { TarEntry } from './tar-entries';
import { packTar, TAR_END } from './tar-entries';

/** The two files of a payload. */
export interface PayloadTexts {
  references: string;
  metadata: string;
}

const GIBIBYTE = 1024 ** 3;
const FEW_MANIFESTS = 20;
/** Falls into the middle of image-references. */
const CUT_AT = 9_000;
const LONG_NAME = `${MANIFEST_FOLDER}/${'deep-folder/'.repeat(30)}manifest.yaml`;

/** Ways to hide or spoil the files in the layers of a release, by name. */
export const PAYLOAD_LAYERS = {
  'references-missing': async ({ metadata }) => [await makePayload([{ path: METADATA_PATH, content: metadata }])],
  'gzip-truncated': async (texts) => [replaceBytes(await makeOrdinary(texts), (bytes) => bytes.subarray(0, CUT_AT))],
  'zstd-layer': async (texts) => [compressLayer(await packTar(listFiles(texts)), 'zstd')],
  'plain-tar': async (texts) => {
    const segments = [...(await packTar(listFiles(texts))), TAR_END];
    return [replaceBytes(await makeOrdinary(texts), () => Buffer.concat([...readSegments(segments)]))];
  },
  'claimed-10-gib': async (texts) => [
    await makePayload([
      { path: `${MANIFEST_FOLDER}/huge.bin`, content: 'not so huge\n', claimedSize: 10 * GIBIBYTE },
      ...listFiles(texts),
    ]),
  ],
  'gzip-bomb': async (texts) => [
    await makePayload([{ path: `${MANIFEST_FOLDER}/zeros.bin`, content: { zeros: GIBIBYTE } }, ...listFiles(texts)]),
  ],
  whiteout: async (texts) => [
    await makeOrdinary(texts),
    await makeLayer([MANIFEST_FOLDER_ENTRY, { path: `${MANIFEST_FOLDER}/.wh.image-references`, content: '' }]),
  ],
  'opaque-whiteout': async (texts) => [
    await makeOrdinary(texts),
    await makeLayer([MANIFEST_FOLDER_ENTRY, { path: `${MANIFEST_FOLDER}/.wh..wh..opq`, content: '' }]),
  ],
  symlink: async ({ references, metadata }) => [
    await makePayload([
      { path: REFERENCES_PATH, linkTo: '../elsewhere/image-references' },
      { path: METADATA_PATH, content: metadata },
      { path: 'elsewhere/image-references', content: references },
    ]),
  ],
  'pax-long-path': async (texts) => [
    await makePayload([{ path: LONG_NAME, content: 'kind: List\n' }, ...listFiles(texts)]),
  ],
  'dot-slash-paths': async (texts) => [
    await makeLayer(listFiles(texts).map((entry) => ({ ...entry, path: `./${entry.path}` }))),
  ],
} satisfies Record<string, (texts: PayloadTexts) => Promise<FixtureLayer[]>>;

/** The layer as it should be, with few manifests. */
export async function makeOrdinary(texts: PayloadTexts): Promise<FixtureLayer> {
  return makePayload(listFiles(texts));
}

async function makePayload(files: readonly TarEntry[]): Promise<FixtureLayer> {
  const manifests = await makeOperatorManifests(FEW_MANIFESTS);
  return compressLayer([...(await packTar([MANIFEST_FOLDER_ENTRY, ...files])), ...manifests]);
}

function listFiles({ references, metadata }: PayloadTexts): TarEntry[] {
  return [
    { path: REFERENCES_PATH, content: references },
    { path: METADATA_PATH, content: metadata },
  ];
}

function replaceBytes(layer: FixtureLayer, spoil: (bytes: Buffer) => Buffer): FixtureLayer {
  return { ...layer, blob: heldBlob(spoil(layer.blob.bytes())) };
}
