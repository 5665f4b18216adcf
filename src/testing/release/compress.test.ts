import * as fc from 'fast-check';
import { gunzipSync } from 'node:zlib';
import { gzipSegments, zstdSegments } from './compress';
import { readSegments } from './segment';

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const noise = fc.record({ noise: fc.string(), length: fc.nat(200_000) });
const zeros = fc.record({ zeros: fc.nat(2_000_000) });
const segments = fc.array(fc.oneof(bytes, noise, zeros), { maxLength: 6 });
const collect = (pieces: Iterable<Buffer>) => Buffer.concat([...pieces]);

test('gzip gives back any segments, empty ones too, with the sums that a reader checks', () => {
  const holds = fc.property(segments, (list) =>
    gunzipSync(collect(gzipSegments(list))).equals(collect(readSegments(list))),
  );
  fc.assert(holds, { numRuns: 50, examples: [[[Buffer.from('a'), Buffer.alloc(0), Buffer.from('b')]]] });
});

test('Zstandard holds the bytes in blocks of at most 128 KiB', () => {
  const holds = fc.property(segments, (list) => {
    const frame = collect(zstdSegments(list));
    expect(frame.subarray(0, 6).toString('hex')).toBe('28b52ffd0038');
    const blocks: Buffer[] = [];
    for (let at = 6; at < frame.length;) {
      const header = frame.readUIntLE(at, 3);
      const size = header >> 3;
      // Bit 0 tells the last block, bits 1 and 2 the type: 0 is raw.
      expect(header & 7).toBe(at + 3 + size === frame.length ? 1 : 0);
      expect(size).toBeLessThanOrEqual(128 * 1024);
      blocks.push(frame.subarray(at + 3, at + 3 + size));
      at += 3 + size;
    }
    expect(Buffer.concat(blocks).equals(collect(readSegments(list)))).toBe(true);
  });
  fc.assert(holds, { numRuns: 20 });
});
