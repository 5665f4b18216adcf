import type { AccessRules } from '../../../domain/image/reference-access';
import { decideHostAccess } from '../../../domain/image/reference-access';
import type { Dispatchers } from './dispatchers';
import type { GuardedReach, HostLookup } from './guarded-lookup';
import { AddressRefused, selectAllowed } from './guarded-lookup';

/** Decides before a request is sent, wherever a redirect or a token endpoint led (design §6). */
export class HostGuard {
  constructor(
    private readonly dispatchers: Dispatchers,
    private readonly lookup: HostLookup,
  ) {}

  /**
   * The reach of a request to `url` that began at the registry `origin`; its connections are checked against it again. Throws
   * AddressRefused. A proxy connects on our behalf, so that there the name is looked up here once; where only the proxy
   * knows the name, it decides.
   */
  async admit(url: URL, origin: string, rules: AccessRules): Promise<GuardedReach> {
    const access = decideHostAccess({ ...rules, host: url.host, origin });
    if (!access.allowed) throw new AddressRefused(access.message);
    const guarded = { reach: access.reach, apiServers: rules.apiServers };
    if (this.dispatchers.isProxied(url)) await this.checkBehindProxy(url, guarded);
    return guarded;
  }

  private async checkBehindProxy(url: URL, guarded: GuardedReach): Promise<void> {
    const hostname = url.hostname.replace(/^\[|\]$/g, '');
    const addresses = await this.lookup(hostname).catch(() => undefined);
    if (addresses === undefined || addresses.length === 0) return;
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
    const allowed = selectAllowed(addresses, guarded, port);
    if (allowed instanceof Error) throw allowed;
  }
}
