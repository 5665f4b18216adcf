import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';

/** One name of an archive, as it stands there. */
export interface ReadEntry {
  path: string;
  type: string;
  size: number;
  text: string;
  linkTo: string | null;
}

/** The entries of a whole gzipped layer in their order. Rejects when the archive ends inside an entry. */
export async function readLayer(bytes: Buffer): Promise<ReadEntry[]> {
  const tar = extract();
  // Without a listener of its own the failure of a short archive would go to the process.
  tar.on('error', () => undefined);
  tar.end(gunzipSync(bytes));
  const entries: ReadEntry[] = [];
  for await (const entry of tar) {
    const { name: path, type, size, linkname: linkTo } = entry.header;
    const pieces: Buffer[] = [];
    for await (const piece of entry) pieces.push(piece as Buffer);
    entries.push({ path, type, size, linkTo, text: Buffer.concat(pieces).toString() });
  }
  return entries;
}
