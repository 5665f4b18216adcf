import { pack } from 'tar-stream';
import type { Segment } from './segment';
import { measureSegment } from './segment';

/** What one name of a layer is. */
export type TarEntry =
  | {
      path: string;
      content: Segment | string;
      mode?: number;
      /** Announced in place of the content's real size: what follows is taken for content. */
      claimedSize?: number;
    }
  | { path: string; directory: true; mode?: number }
  | { path: string; linkTo: string };

const BLOCK = 512;
/** Two blocks of zeros end an archive. */
export const TAR_END = Buffer.alloc(2 * BLOCK);
const MADE_AT = new Date('2025-06-10T08:00:00Z');
const READ_ONLY = 0o444;

/**
 * A part of a tar archive: these entries in this order, with long names in PAX headers; owner root, one time for all, so
 * that equal entries give equal bytes. Content that is a rule stays one; neighbouring bytes are joined. Parts follow one
 * another, then `TAR_END`.
 */
export async function packTar(entries: readonly TarEntry[]): Promise<Segment[]> {
  const segments: Segment[] = [];
  for (const entry of entries) {
    const content = 'content' in entry ? toSegment(entry.content) : undefined;
    segments.push(await packHeader(entry, content));
    if (content === undefined) continue;
    const padding = -measureSegment(content) & (BLOCK - 1);
    segments.push(content, Buffer.alloc(padding));
  }
  return joinBuffers(segments);
}

function toSegment(content: Segment | string): Segment {
  return typeof content === 'string' ? Buffer.from(content) : content;
}

/** Lets the library print the header only: it would want all content to pass through it. */
async function packHeader(entry: TarEntry, content: Segment | undefined): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: entry.path, mtime: MADE_AT, ...describeEntry(entry, content) });
  await new Promise<void>((resolve) => tar.once('readable', resolve));
  const blocks: Buffer[] = [];
  for (let block: unknown = tar.read(); block !== null; block = tar.read()) blocks.push(block as Buffer);
  tar.destroy();
  return Buffer.concat(blocks);
}

function describeEntry(entry: TarEntry, content: Segment | undefined) {
  if ('linkTo' in entry) return { type: 'symlink', linkname: entry.linkTo, mode: 0o777 } as const;
  if ('directory' in entry || content === undefined) {
    return { type: 'directory', mode: ('mode' in entry ? entry.mode : undefined) ?? 0o755 } as const;
  }
  return { type: 'file', mode: entry.mode ?? READ_ONLY, size: entry.claimedSize ?? measureSegment(content) } as const;
}

function joinBuffers(segments: readonly Segment[]): Segment[] {
  const joined: Segment[] = [];
  let pending: Buffer[] = [];
  const flush = () => {
    if (pending.length > 0) joined.push(Buffer.concat(pending));
    pending = [];
  };
  for (const segment of segments) {
    if (Buffer.isBuffer(segment)) {
      pending.push(segment);
    } else {
      flush();
      joined.push(segment);
    }
  }
  flush();
  return joined;
}
