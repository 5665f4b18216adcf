import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { pack } from 'tar-stream';
import type { LayerContent, LayerSearch } from './scan-layer';
import { scanLayer } from './scan-layer';

const WANTED = 'release-manifests/image-references';

async function tarOf(entries: [name: string, text: string][]): Promise<Buffer> {
  const tar = pack();
  for (const [name, text] of entries) tar.entry({ name }, text);
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const scan = (bytes: Uint8Array, search: Partial<LayerSearch> = {}, piece = 1_000): Promise<LayerContent> =>
  scanLayer(inPieces(bytes, piece), {
    wanted: [WANTED],
    enough: (files) => files.has(WANTED),
    partial: false,
    ...search,
  });

test.each([
  ['plain', (tar: Buffer) => tar],
  ['gzip', (tar: Buffer) => gzipSync(tar)],
])('finds a file in a %s tar, in pieces of any size', async (_name, encode) => {
  const bytes = encode(
    await tarOf([
      ['a', 'x'.repeat(5_000)],
      [`./${WANTED}`, 'text'],
      ['b', 'y'],
    ]),
  );
  for (const piece of [1, 7, 512, 100_000]) {
    const { files, end } = await scan(bytes, {}, piece);
    expect([files.get(WANTED), end]).toEqual(['text', 'enough']);
  }
});

test('stops where it has enough', async () => {
  const bytes = await tarOf([
    [WANTED, 'text'],
    ['huge', 'x'.repeat(1_000_000)],
  ]);
  let read = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of inPieces(bytes, 1_000)) {
      read += piece.length;
      yield piece;
    }
  }
  await scanLayer(counted(), { wanted: [WANTED], enough: () => true, partial: false });
  expect(read).toBeLessThan(100_000);
});

test('the beginning of a layer is no fault, the same bytes as a whole layer are', async () => {
  const bytes = gzipSync(
    await tarOf([
      ['a', 'b'],
      [WANTED, 'x'.repeat(100_000)],
    ]),
  ).subarray(0, 150);
  expect((await scan(bytes, { partial: true })).end).toBe('cut');
  expect((await scan(bytes)).end).toEqual({ fault: expect.stringContaining('ends in the middle') });
});

test('what reading throws is thrown', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield gzipSync(await tarOf([['a', 'b']])).subarray(0, 20);
    throw new Error('the connection broke');
  }
  const search = { wanted: [WANTED], enough: () => false, partial: false };
  await expect(scanLayer(broken(), search)).rejects.toThrow('the connection broke');
});

test.each([
  ['release-manifests/.wh.image-references', true],
  ['.wh.release-manifests', true],
  ['release-manifests/.wh..wh..opq', true],
  ['.wh..wh..opq', true],
  ['release-manifests/.wh.release-metadata', false],
  ['other/.wh..wh..opq', false],
])('whiteout %s: %p', async (name, hides) => {
  const { deleted } = await scan(await tarOf([[name, '']]));
  expect(deleted.has(WANTED)).toBe(hides);
});

test('any bytes give an answer', async () => {
  const magic = fc.constantFrom([], [0x1f, 0x8b, 8, 0], [0x28, 0xb5, 0x2f, 0xfd]);
  const bytes = fc
    .tuple(magic, fc.uint8Array({ maxLength: 2_000 }))
    .map(([head, rest]) => Buffer.from([...head, ...rest]));
  await fc.assert(
    fc.asyncProperty(bytes, fc.boolean(), async (layer, partial) => {
      const { end, files } = await scan(layer, { partial });
      expect(files.size).toBe(0);
      expect(end === 'cut' || end === 'complete' || typeof end === 'object').toBe(true);
    }),
    { numRuns: 300 },
  );
});
