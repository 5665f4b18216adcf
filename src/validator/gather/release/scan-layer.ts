import type { Extract, Header } from 'tar-stream';
import { extract } from 'tar-stream';
import { quote } from '../../../domain/quote';
import { decompressLayer, LayerBroken, LayerTooLarge } from './decompress-layer';

/** What to look for in a layer. */
export interface LayerSearch {
  /** Paths without `./` or `/` before them. */
  wanted: readonly string[];
  /** True once enough was found, so that nothing more is read. */
  enough(files: ReadonlyMap<string, string>): boolean;
  /** The bytes are only the beginning of the layer. */
  partial: boolean;
}

/** What was found in a layer. */
export interface LayerContent {
  /** Path → text. */
  files: Map<string, string>;
  /** Wanted paths that the layer takes away from those below. */
  deleted: Set<string>;
  /** Wanted paths that are here, but are no regular file of a sane size: path → phrase after the path. */
  unusable: Map<string, string>;
  /** `enough`: there may be more; `cut`: the bytes end before the layer does; else a fault in a phrase after "the layer". */
  end: 'enough' | 'complete' | 'cut' | { fault: string };
}

/** Largest file that is read; `image-references` has some 125 KB. */
const FILE_LIMIT = 4 * 1024 * 1024;
/** Unpacked; a release layer has some 15 MB. */
const DECODED_LIMIT = 64 * 1024 * 1024;
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
const REGULAR: readonly string[] = ['file', 'contiguous-file'];
const TAR_CUT = 'Unexpected end of data';

/**
 * Looks for files in a layer while its bytes arrive. Damage is part of the answer; only what `bytes` throws is thrown. A link
 * in a file's place is not followed.
 */
export async function scanLayer(bytes: AsyncIterable<Uint8Array>, search: LayerSearch): Promise<LayerContent> {
  const content: LayerContent = { files: new Map(), deleted: new Set(), unusable: new Map(), end: 'complete' };
  const tar = extract();
  const limits = { decodedBytes: DECODED_LIMIT, partial: search.partial };
  const pumped = pump(decompressLayer(bytes, limits), tar);
  try {
    for await (const entry of tar) {
      await readEntry(entry, search, content);
      if (!search.enough(content.files)) continue;
      content.end = 'enough';
      break;
    }
  } catch (error) {
    content.end = judgeEnd(error, search.partial);
  } finally {
    tar.destroy();
    pumped.catch(() => undefined);
  }
  return content;
}

/** Feeds the tar reader at its pace until it is closed. */
async function pump(decoded: AsyncIterable<Uint8Array>, tar: Extract): Promise<void> {
  try {
    for await (const chunk of decoded) {
      if (tar.destroyed) return;
      if (tar.write(chunk)) continue;
      await drained(tar);
    }
    tar.end(null);
  } catch (error) {
    tar.destroy(error as Error);
  }
}

/** Resolves when more can be written, or never will be. */
function drained(tar: Extract): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      tar.off('drain', go);
      tar.off('close', go);
      resolve();
    };
    tar.on('drain', go);
    tar.on('close', go);
  });
}

/** An entry of the archive: its header, and its bytes as they come. */
type Entry = AsyncIterable<unknown> & { header: Header };

async function readEntry(entry: Entry, search: LayerSearch, content: LayerContent): Promise<void> {
  const { name, size, type, linkname } = entry.header;
  const path = normalise(name);
  for (const wanted of search.wanted) if (hides(path, wanted)) content.deleted.add(wanted);
  if (!search.wanted.includes(path)) return drain(entry);
  if (type === 'directory') {
    content.unusable.set(path, 'is a directory');
  } else if (!REGULAR.includes(type)) {
    content.unusable.set(path, `is a ${type} to ${quote(linkname)}, which is not followed`);
  } else if (size > FILE_LIMIT) {
    content.unusable.set(path, `is larger than ${FILE_LIMIT} bytes`);
  } else {
    content.files.set(path, await collect(entry));
    return;
  }
  return drain(entry);
}

function normalise(name: string): string {
  return name.replace(/^(?:\.?\/)+/, '');
}

/** Whether a whiteout (OCI image layer specification) hides a path of lower layers: of itself or of a folder above it. */
function hides(path: string, wanted: string): boolean {
  const slash = path.lastIndexOf('/') + 1;
  const [folder, base] = [path.slice(0, slash), path.slice(slash)];
  if (!base.startsWith(WHITEOUT) || !wanted.startsWith(folder)) return false;
  if (base === OPAQUE) return true;
  const target = folder + base.slice(WHITEOUT.length);
  return wanted === target || wanted.startsWith(`${target}/`);
}

async function collect(entry: Entry): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of entry) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads on to the next entry. */
async function drain(entry: Entry): Promise<void> {
  const bytes = entry[Symbol.asyncIterator]();
  while ((await bytes.next()).done !== true);
}

function judgeEnd(error: unknown, partial: boolean): LayerContent['end'] {
  if (error instanceof LayerBroken) return { fault: error.message };
  if (error instanceof LayerTooLarge) return { fault: `unpacks to ${error.message}` };
  const message = error instanceof Error ? error.message : '';
  if (message === TAR_CUT) return partial ? 'cut' : { fault: 'ends in the middle of its tar data' };
  if (/tar|header|pax/i.test(message)) return { fault: 'is damaged tar data' };
  throw error;
}
