import type { AccessRules } from '../../../domain/image/reference-access';
import { decideHostAccess } from '../../../domain/image/reference-access';
import type { GuardedReach, HostLookup } from './guarded-lookup';
import { AddressRefused, selectAllowed } from './guarded-lookup';

/** A request before it is sent. */
export interface HostVisit {
  url: URL;
  /** The registry that the reference names, which redirects and token endpoints belong to. */
  origin: string;
  /** The proxy connects, not we. */
  proxied: boolean;
}

/**
 * The reach of a request, wherever a redirect or a token endpoint led; its connections are checked against it again (design
 * §6). Throws AddressRefused. A proxy connects on our behalf, so that there the name is looked up here once; where only the
 * proxy knows the name, it decides.
 */
export async function admitHost(
  { url, origin, proxied }: HostVisit,
  rules: AccessRules,
  lookup: HostLookup,
): Promise<GuardedReach> {
  const access = decideHostAccess({ ...rules, host: url.host, origin });
  if (!access.allowed) throw new AddressRefused(access.message);
  const guarded = { reach: access.reach, apiServers: rules.apiServers };
  if (proxied) await checkBehindProxy(url, guarded, lookup);
  return guarded;
}

async function checkBehindProxy(url: URL, guarded: GuardedReach, lookup: HostLookup): Promise<void> {
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = await lookup(hostname).catch(() => []);
  if (addresses.length === 0) return;
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const allowed = selectAllowed(addresses, guarded, port);
  if (allowed instanceof Error) throw allowed;
}
