import type { LookupAddress } from 'node:dns';
import { lookup as systemResolve } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { ApiServerPlace, Reach } from '../../../domain/image/reference-access';
import { decideAddressAccess } from '../../../domain/image/reference-access';

/** Which addresses a connection may go to. */
export interface GuardedReach {
  reach: Reach;
  apiServers: readonly ApiServerPlace[];
}

/** A host name → all of its addresses. Rejects as the resolver does. */
export type HostLookup = (hostname: string) => Promise<LookupAddress[]>;

/** The rules forbid to go there. The message is a clause: `"10.0.0.1" is a private address; …`. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/** The resolver of the operating system, with its hosts file and search list. */
export const systemLookup: HostLookup = (hostname) =>
  new Promise((resolve, reject) => {
    systemResolve(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });

/**
 * A look-up for sockets that gives only addresses within the reach, so that a name is judged by the very addresses that are
 * connected to, whatever it resolved to before. Fails with AddressRefused when none is left.
 */
export function guardLookup(lookup: HostLookup, reach: GuardedReach, port: number): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname).then(
      (found) => {
        const addresses = selectAllowed(found, reach, port);
        const [first] = addresses instanceof Error ? [] : addresses;
        if (addresses instanceof Error) callback(addresses, '');
        else if (options.all === true) callback(null, addresses);
        else callback(null, first?.address ?? '', first?.family ?? 4);
      },
      (error: unknown) => callback(error as NodeJS.ErrnoException, ''),
    );
  };
}

/** Those of the addresses that may be connected to, or why none may. */
export function selectAllowed(
  addresses: readonly LookupAddress[],
  { reach, apiServers }: GuardedReach,
  port: number,
): LookupAddress[] | AddressRefused {
  const decisions = addresses.map((found) => ({
    found,
    access: decideAddressAccess({ address: found.address, port, reach, apiServers }),
  }));
  const allowed = decisions.flatMap(({ found, access }) => (access.allowed ? [found] : []));
  if (allowed.length > 0) return allowed;
  const refusal = decisions.flatMap(({ access }) => (access.allowed ? [] : [access.message]))[0];
  return new AddressRefused(refusal ?? 'its name has no address');
}
