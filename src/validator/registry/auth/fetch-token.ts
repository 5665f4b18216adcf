import * as z from 'zod/mini';
import type { RefusalKind } from '../../../domain/image/answer';
import type { Credential } from '../../../domain/image/credential';
import type { RegistryTransport } from '../../ports';
import { listSecrets, parseJson } from '../answer-text';
import type { Errand, ExchangeRequest, ExchangeResponse, HttpExchange } from '../http/http-exchange';
import { readCapped, readErrorBody } from '../read-body';
import { RegistryError } from '../registry-error';
import type { RegistryLimits } from '../registry-settings';
import { refuseAnswer, refuseStatus } from '../refuse-answer';

/** What a Bearer challenge asks to be sent where, and on whose behalf. */
export interface TokenRequest {
  /** Asking for the token. */
  errand: Errand;
  realm: URL;
  service: string | undefined;
  /** At least one. */
  scopes: string[];
  credential: Credential | undefined;
  transport: RegistryTransport;
}

export interface TokenAnswer {
  token: string;
  lifetimeSeconds: number;
}

const CLIENT_ID = 'kmm-preflight';
const DEFAULT_LIFETIME_S = 60;
/** User name under which Docker's helpers store an identity token as the password. */
const IDENTITY_USER = '<token>';
const NO_POST = new Set([404, 405]);

const tokenBody = z.object({
  token: z.optional(z.nullable(z.string())),
  access_token: z.optional(z.nullable(z.string())),
  expires_in: z.optional(z.nullable(z.number())),
});

/**
 * Asks a token endpoint: by POST with an identity token (OAuth2 refresh), by GET otherwise or when POST is not served
 * (distribution, "Token authentication" and "OAuth2"). Throws RegistryError.
 */
export async function fetchToken(
  exchange: HttpExchange,
  limits: RegistryLimits,
  request: TokenRequest,
  signal: AbortSignal,
): Promise<TokenAnswer> {
  const identityToken = identityTokenOf(request.credential);
  const ask = (message: ExchangeRequest): Promise<TokenAnswer> =>
    exchange.exchange(message, (response) => readAnswer(response, message, limits, request.credential));
  if (identityToken !== undefined) {
    try {
      return await ask(postRequest(request, identityToken, signal));
    } catch (error) {
      if (!(error instanceof RegistryError && NO_POST.has(error.status ?? 0))) throw error;
    }
  }
  return ask(getRequest(request, signal));
}

function postRequest(request: TokenRequest, refreshToken: string, signal: AbortSignal): ExchangeRequest {
  const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: CLIENT_ID });
  if (request.service !== undefined) form.set('service', request.service);
  form.set('scope', request.scopes.join(' '));
  form.set('refresh_token', refreshToken);
  return {
    ...addressOf(request, signal),
    url: request.realm,
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  };
}

function getRequest(request: TokenRequest, signal: AbortSignal): ExchangeRequest {
  const url = new URL(request.realm);
  if (request.service !== undefined) url.searchParams.set('service', request.service);
  for (const scope of request.scopes) url.searchParams.append('scope', scope);
  const headers: Record<string, string> = { accept: 'application/json' };
  const { credential } = request;
  if (credential !== undefined && credential.username !== '' && credential.username !== IDENTITY_USER) {
    url.searchParams.set('account', credential.username);
    headers['authorization'] = basicAuthorization(credential);
  }
  return { ...addressOf(request, signal), url, method: 'GET', headers };
}

/** The Authorization header of Basic authentication, in UTF-8 (RFC 7617). */
export function basicAuthorization(credential: Credential): string {
  return `Basic ${Buffer.from(`${credential.username}:${credential.password}`).toString('base64')}`;
}

function addressOf(
  request: TokenRequest,
  signal: AbortSignal,
): Pick<ExchangeRequest, 'errand' | 'party' | 'transport' | 'signal'> {
  const { errand, realm, transport } = request;
  const { registry } = errand;
  const elsewhere = `${realm.host}, the token endpoint of ${registry},`;
  return {
    errand,
    party: realm.host === registry ? `the token endpoint of ${registry}` : elsewhere,
    transport,
    signal,
  };
}

function identityTokenOf(credential: Credential | undefined): string | undefined {
  if (credential === undefined) return undefined;
  return credential.identityToken ?? (credential.username === IDENTITY_USER ? credential.password : undefined);
}

async function readAnswer(
  response: ExchangeResponse,
  request: ExchangeRequest,
  limits: RegistryLimits,
  credential: Credential | undefined,
): Promise<TokenAnswer> {
  const secrets = listSecrets(credential, request.headers['authorization']);
  if (response.status !== 200) {
    const body = await readErrorBody(response, limits.errorBytes);
    // A 404 here means that there is no such endpoint, not that there is no such image.
    const kinds: Partial<Record<number, RefusalKind>> = { 404: 'AnswerInvalid' };
    if (request.method === 'POST') kinds[400] = 'Unauthorized';
    throw refuseStatus(request, response, body, { secrets, kinds });
  }
  const body = await readCapped(response, request, limits.tokenBytes);
  const parsed = z.safeParse(tokenBody, parseJson(body));
  const token = parsed.success ? parsed.data.token || parsed.data.access_token : undefined;
  if (!parsed.success || !token) throw refuseAnswer(request, 200, 'something that holds no token');
  if (!/^[\x21-\x7e]+$/.test(token)) throw refuseAnswer(request, 200, 'a token that no header can carry');
  const lifetime = parsed.data.expires_in ?? 0;
  return { token, lifetimeSeconds: lifetime > 0 ? lifetime : DEFAULT_LIFETIME_S };
}
