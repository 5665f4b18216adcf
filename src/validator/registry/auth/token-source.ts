import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { LRUCache } from 'lru-cache';
import type { Credential } from '../../../domain/image/credential';
import type { Clock } from '../../ports';
import { waitUnlessAborted } from '../http/deadline';
import { fetchToken } from './fetch-token';
import type { TokenRequest } from './fetch-token';
import type { HttpExchange } from '../http/http-exchange';
import type { RegistryLimits } from '../registry-settings';

/** A bearer token and what it is good for. */
export interface Grant {
  token: string;
  scopes: ReadonlySet<string>;
  /** Milliseconds since the epoch, early enough for a request to arrive. */
  expiresAt: number;
}

/** A grant, and whether it was there already: only then may asking for another one help when it is refused. */
export interface GrantAnswer {
  grant: Grant;
  remembered: boolean;
}

const REMEMBERED_GRANTS = 1_000;
const LARGEST_MARGIN_MS = 10_000;
/** A token request serves everybody who waits for it, so no single caller may end it; it has its own deadline. */
const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);

/** Fetches bearer tokens and keeps them for (registry, realm, service, credential, scopes) until they expire. */
export class TokenSource {
  private readonly grants = new LRUCache<string, Grant>({ max: REMEMBERED_GRANTS });
  private readonly underWay = new Map<string, Promise<Grant>>();

  constructor(
    private readonly exchange: HttpExchange,
    private readonly limits: RegistryLimits,
    private readonly clock: Clock,
  ) {}

  /**
   * A token that covers all scopes: a remembered one, also if it was granted for more, else a new one. `refused` is a
   * token that the registry no longer takes. Throws RegistryError, or the reason of `signal`.
   */
  async getGrant(request: TokenRequest, signal: AbortSignal, refused?: Grant): Promise<GrantAnswer> {
    const base = keyOf(request);
    const known = this.recall(base, request.scopes, refused);
    if (known !== undefined) return { grant: known, remembered: true };
    const key = `${base} ${[...request.scopes].sort().join(' ')}`;
    let fetching = this.underWay.get(key);
    if (fetching === undefined) {
      fetching = this.fetch(base, request).finally(() => this.underWay.delete(key));
      this.underWay.set(key, fetching);
      // When every caller has given up, nobody is left to see a failure.
      fetching.catch(() => undefined);
    }
    return { grant: await waitUnlessAborted(fetching, signal), remembered: false };
  }

  private recall(base: string, scopes: string[], refused: Grant | undefined): Grant | undefined {
    for (const scope of scopes) {
      const grant = this.grants.get(`${base} ${scope}`);
      if (grant === undefined || grant === refused || grant.expiresAt <= this.clock.now()) continue;
      if (scopes.every((wanted) => grant.scopes.has(wanted))) return grant;
    }
    return undefined;
  }

  private async fetch(base: string, request: TokenRequest): Promise<Grant> {
    const answer = await fetchToken(this.exchange, this.limits, request, NEVER);
    const lifetime = answer.lifetimeSeconds * 1000;
    const expiresAt = this.clock.now() + lifetime - Math.min(LARGEST_MARGIN_MS, lifetime / 10);
    const grant: Grant = { token: answer.token, scopes: new Set(request.scopes), expiresAt };
    for (const scope of request.scopes) this.grants.set(`${base} ${scope}`, grant);
    return grant;
  }
}

function keyOf({ errand, realm, service, credential, transport }: TokenRequest): string {
  const account = credential === undefined ? '' : accountOf(credential);
  const guarded = transport.access !== undefined;
  return JSON.stringify([errand.registry, realm.href, service ?? '', account, transport.skipTLSVerify, guarded]);
}

/** Hashed, so that no key of a cache holds a secret in clear. */
function accountOf(credential: Credential): string {
  const parts = [credential.username, credential.password, credential.identityToken ?? ''];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
