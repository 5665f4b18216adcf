import type { LookupAddress } from 'node:dns';
import type { ApiServerPlace } from '../domain/image/reference-access';
import type { Clock } from './ports';

const KEPT_MS = 60_000;

/** Where the API server is, by name and by the addresses that it has now; asked again each minute. */
export function createApiServerPlaces(
  server: string,
  lookup: (hostname: string) => Promise<LookupAddress[]>,
  clock: Clock,
): () => Promise<ApiServerPlace[]> {
  const url = new URL(server);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  let known: { at: number; addresses: string[] } | undefined;
  return async () => {
    if (!known || Math.abs(clock.now() - known.at) > KEPT_MS) {
      const found = await lookup(host).catch(() => []);
      // A name server that is down for a moment must not open the way.
      const addresses = found.length > 0 ? found.map(({ address }) => address) : (known?.addresses ?? []);
      known = { at: clock.now(), addresses };
    }
    return [{ host, addresses: known.addresses, port }];
  };
}
