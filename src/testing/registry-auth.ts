import { randomBytes } from 'node:crypto';

/** How the server decides who may pull. */
export type RegistryAuthOptions =
  | { mode: 'none' }
  | { mode: 'basic'; users: Record<string, string> }
  | {
      mode: 'bearer';
      /** Name → password. */
      users?: Record<string, string>;
      /** Refresh tokens that POST accepts; without any, POST is answered 405. */
      identityTokens?: string[];
      /** Repositories that nobody gets a token for without an account; the token is granted all the same, without them. */
      private?: string[];
      /** Account → the only repositories it may pull. */
      restricted?: Record<string, string[]>;
      /** `null`: the challenge names none. */
      service?: string | null;
      /** Where the challenge sends to, if not to this server's `/token`. */
      realm?: string;
      /** Seconds; `null`: left out of the answer. */
      expiresIn?: number | null;
      field?: 'token' | 'access_token';
      /** A scope that pulling needs besides the usual one, told by `insufficient_scope`. */
      extraScope?: string;
      /** Refuse to give tokens to strangers. */
      noAnonymous?: boolean;
    };

export interface TokenRequestSeen {
  method: string;
  scopes: string[];
  service: string | undefined;
  account: string | undefined;
  authorization: string | undefined;
}

export interface AuthAnswer {
  status: number;
  headers: Record<string, string>;
  body: object;
}

const REFUSED = { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] };

/** Challenges, tokens and their scopes. */
export class RegistryAuth {
  readonly tokenRequests: TokenRequestSeen[] = [];
  private readonly tokens = new Map<string, Set<string>>();

  constructor(
    private options: RegistryAuthOptions,
    private readonly baseUrl: () => string,
  ) {}

  /** Takes other rules for requests from now on. */
  configure(options: RegistryAuthOptions): void {
    this.options = options;
  }

  /** Makes every token invalid, as after a restart of the token service. */
  revokeTokens(): void {
    this.tokens.clear();
  }

  /** The refusal of a pull, or undefined when it may go on. */
  refuse(authorization: string | undefined, repository: string): AuthAnswer | undefined {
    const { options } = this;
    if (options.mode === 'none') return undefined;
    if (options.mode === 'basic') {
      return knowsUser(authorization, options.users) ? undefined : challenge('Basic realm="test, registry"');
    }
    const wanted = `repository:${repository}:pull`;
    const scopes = this.tokens.get(/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '') ?? new Set();
    const { extraScope, service = 'test', realm = `${this.baseUrl()}/token` } = options;
    const start = `Bearer realm="${realm}"${service === null ? '' : `,service="${service}"`},scope="${wanted}`;
    if (!scopes.has(wanted)) return challenge(`${start}"`);
    if (extraScope === undefined || scopes.has(extraScope)) return undefined;
    return challenge(`${start} ${extraScope}",error="insufficient_scope"`);
  }

  /** Answers a request to the token endpoint. `form` is the body of a POST. */
  grant(method: string, url: URL, authorization: string | undefined, form: URLSearchParams): AuthAnswer {
    const { options } = this;
    const parameters = method === 'POST' ? form : url.searchParams;
    const scopes = parameters.getAll('scope').flatMap((scope) => scope.split(' '));
    const service = parameters.get('service') ?? undefined;
    this.tokenRequests.push({
      method,
      scopes,
      service,
      account: parameters.get('account') ?? undefined,
      authorization,
    });
    if (options.mode !== 'bearer') return { status: 404, headers: {}, body: {} };
    if (method === 'POST') {
      if (options.identityTokens === undefined) return { status: 405, headers: {}, body: {} };
      if (!options.identityTokens.includes(form.get('refresh_token') ?? '')) {
        return { status: 400, headers: {}, body: { error: 'invalid_grant', error_description: 'unknown token' } };
      }
      return this.issue(scopes, 'identity');
    }
    const refused = {
      status: 401,
      headers: {},
      body: { errors: [{ code: 'UNAUTHORIZED', message: 'bad credentials' }] },
    };
    if (authorization === undefined) return options.noAnonymous === true ? refused : this.issue(scopes, undefined);
    const user = knowsUser(authorization, options.users ?? {});
    return user === undefined ? refused : this.issue(scopes, user);
  }

  private issue(scopes: string[], account: string | undefined): AuthAnswer {
    const { options } = this;
    if (options.mode !== 'bearer') throw new Error('only the bearer mode issues tokens');
    const token = randomBytes(24).toString('base64url');
    const granted = scopes.filter((scope) => {
      const repository = scope.split(':')[1] ?? '';
      if (account === undefined) return options.private?.includes(repository) !== true;
      return options.restricted?.[account]?.includes(repository) !== false;
    });
    this.tokens.set(token, new Set(granted));
    const { expiresIn = 300 } = options;
    const body = { [options.field ?? 'token']: token, ...(expiresIn === null ? {} : { expires_in: expiresIn }) };
    return { status: 200, headers: {}, body };
  }
}

function challenge(text: string): AuthAnswer {
  return { status: 401, headers: { 'www-authenticate': text }, body: REFUSED };
}

function knowsUser(authorization: string | undefined, users: Record<string, string>): string | undefined {
  const encoded = /^Basic (.+)$/.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [user = '', ...password] = Buffer.from(encoded, 'base64').toString().split(':');
  return users[user] === password.join(':') ? user : undefined;
}
