import { startRegistryServer } from '../src/testing/registry-server';
import type { RegistryAnnouncement, RegistryCount } from './registry-child';
import { repositoryOf } from './workload';

/** A registry for benchmarks: `registry-process.ts <images> <tag> <delay in ms>`, steered over the IPC channel. */
async function main([images = '0', tag = '', delayMs = '0']: string[]): Promise<void> {
  const registry = await startRegistryServer({ tls: true, delayMs: Number(delayMs) });
  const layers = Array.from({ length: 5 }, (_, at) => Buffer.from(`layer ${at}`));
  for (let index = 0; index < Number(images); index += 1) {
    registry.addImage({ repository: repositoryOf(index), tags: [tag], layers, config: imageConfig(index) });
  }
  process.on('message', () => {
    const { requests, connections } = registry.counters;
    const exchanges = Object.values(requests).reduce((sum, count) => sum + count, 0);
    process.send?.({ exchanges, connections } satisfies RegistryCount);
  });
  // The channel closes however the parent ends.
  process.on('disconnect', () => process.exit(0));
  process.send?.({ host: registry.host, caPem: registry.caPem } satisfies RegistryAnnouncement);
}

/** As large as an image's configuration usually is, some 4 kB, and different for every image. */
function imageConfig(index: number): object {
  const history = Array.from({ length: 12 }, (_, step) => ({
    created: '2026-01-01T00:00:00Z',
    created_by: `/bin/sh -c make -C /usr/src/kernels step-${step} modules && cp -v *.ko /opt/lib/modules/ # ${'.'.repeat(120)}`,
    empty_layer: step % 2 === 0,
  }));
  const labels = Object.fromEntries(
    Array.from({ length: 10 }, (_, at) => [
      `io.example.label-${at}`,
      `value ${at} of driver ${index}, ${'.'.repeat(60)}`,
    ]),
  );
  return { created: '2026-01-01T00:00:00Z', config: { Labels: labels }, history };
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
