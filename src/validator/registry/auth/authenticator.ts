import { LRUCache } from 'lru-cache';
import type { Credential } from '../../../domain/image/credential';
import type { RegistryTransport } from '../../ports';
import type { Challenge } from './challenge';
import { challengeScopes, parseChallenges, selectChallenge } from './challenge';
import { basicAuthorization } from './fetch-token';
import type { TokenRequest } from './fetch-token';
import type { Errand } from '../http/http-exchange';
import { RegistryError } from '../registry-error';
import type { Grant, TokenSource } from './token-source';

/** For whom and for what a request to a registry is authorised. */
export interface AuthContext {
  errand: Errand;
  /** The host that challenges. */
  host: string;
  /** Repositories to be pulled with one token; the first is the one that is asked for now. */
  repositories: string[];
  credential: Credential | undefined;
  transport: RegistryTransport;
  signal: AbortSignal;
}

/** An Authorization header, and how it came about. */
export interface Authorization {
  header: string;
  challenge: Challenge;
  /** Absent for Basic. */
  grant?: Grant;
  /** Nothing newer can be had by the same challenge: Basic, or a token that was not taken from the cache. */
  fresh: boolean;
}

const REMEMBERED_HOSTS = 1_000;

/** Answers the challenges of registries and remembers each host's scheme, so that later requests need no challenge. */
export class Authenticator {
  private readonly schemes = new LRUCache<string, Challenge>({ max: REMEMBERED_HOSTS });

  constructor(private readonly tokens: TokenSource) {}

  /**
   * What to send with the first request: by the scheme that the host named last. Undefined for a host not met yet, and
   * when its token endpoint refuses, because the host may give this repository without one.
   */
  async recall(context: AuthContext): Promise<Authorization | undefined> {
    const challenge = this.schemes.get(context.host);
    if (challenge === undefined) return undefined;
    try {
      return await this.authorize(context, challenge, pullScopes(context), undefined);
    } catch (error) {
      if (error instanceof RegistryError && isRefusal(error)) return undefined;
      throw error;
    }
  }

  /**
   * What to send after a 401; undefined when nothing better than `sent` can be offered. A token is renewed once, and
   * once more when the challenge asks for scopes that it lacks. Throws RegistryError of the token endpoint.
   */
  async answer(
    context: AuthContext,
    header: string | string[] | undefined,
    sent: Authorization | undefined,
  ): Promise<Authorization | undefined> {
    const challenge = selectChallenge(parseChallenges(header));
    if (challenge === undefined) return undefined;
    this.schemes.set(context.host, challenge);
    const scopes = [...new Set([...pullScopes(context), ...challengeScopes(challenge)])];
    if (sent?.fresh === true && isSameChallenge(sent.challenge, challenge) && covers(sent, scopes)) return undefined;
    return this.authorize(context, challenge, scopes, sent?.grant);
  }

  private async authorize(
    context: AuthContext,
    challenge: Challenge,
    scopes: string[],
    refused: Grant | undefined,
  ): Promise<Authorization | undefined> {
    if (challenge.scheme === 'basic') {
      const { credential } = context;
      if (credential === undefined || (credential.username === '' && credential.password === '')) return undefined;
      return { header: basicAuthorization(credential), challenge, fresh: true };
    }
    const request = tokenRequest(context, challenge, scopes);
    const { grant, remembered } = await this.tokens.getGrant(request, context.signal, refused);
    return { header: `Bearer ${grant.token}`, challenge, grant, fresh: !remembered };
  }
}

function pullScopes(context: AuthContext): string[] {
  return context.repositories.map((repository) => `repository:${repository}:pull`);
}

function isSameChallenge(a: Challenge, b: Challenge): boolean {
  const same = (name: string): boolean => a.parameters.get(name) === b.parameters.get(name);
  return a.scheme === b.scheme && same('realm') && same('service');
}

/** Basic covers everything that its user may do. */
function covers({ grant }: Authorization, scopes: string[]): boolean {
  return grant === undefined || scopes.every((scope) => grant.scopes.has(scope));
}

function isRefusal(error: RegistryError): boolean {
  return error.kind === 'Unauthorized' || error.kind === 'Forbidden' || error.kind === 'AnswerInvalid';
}

function tokenRequest(context: AuthContext, challenge: Challenge, scopes: string[]): TokenRequest {
  const { credential, transport, repositories } = context;
  const { registry } = context.errand;
  const errand: Errand = { registry, operation: 'token', what: `a token to pull ${repositories.join(', ')}` };
  const realm = parseRealm(challenge, context);
  return { errand, realm, service: challenge.parameters.get('service'), scopes, credential, transport };
}

/** The realm gets the credential: it must be HTTPS unless the registry itself may be spoken to without. */
function parseRealm(challenge: Challenge, { errand, transport }: AuthContext): URL {
  const text = challenge.parameters.get('realm') ?? '';
  const refuse = (words: string): RegistryError =>
    new RegistryError(
      { kind: 'AnswerInvalid', host: errand.registry, operation: 'token', status: 401 },
      `${errand.registry} names a token endpoint that ${words} when asked for ${errand.what}`,
    );
  if (!URL.canParse(text)) throw refuse('is not a URL');
  const realm = new URL(text);
  const secure = realm.protocol === 'https:' || (realm.protocol === 'http:' && transport.plainHttp);
  if (!secure) throw refuse('is not HTTPS');
  if (realm.username !== '' || realm.password !== '') throw refuse('carries a user name');
  return realm;
}
