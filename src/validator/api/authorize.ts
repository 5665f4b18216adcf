import type { IncomingMessage } from 'node:http';
import { KubeError } from '../kube-error';
import type { AccessQuestion, AccessReviewer, CallerHeaders } from '../ports';
import type { Access } from './endpoint';
import { Refusal, tryLater } from './refusal';

/** Of these only one may be sent: two would be read differently on the way. */
const SINGLE = ['authorization', 'impersonate-user', 'impersonate-uid'];
/** Which question is asked does not matter where being known is enough. */
const ANY_QUESTION: AccessQuestion = { nonResourceAttributes: { path: '/version', verb: 'get' } };

/**
 * The headers that say who asks: `Authorization` and `Impersonate-*`, repeated ones apart. Throws a Refusal: 401 without a
 * bearer token (anything else would make the caller anonymous), 400 when a header is ambiguous.
 */
export function parseCaller(request: IncomingMessage): CallerHeaders {
  const caller: Record<string, string[]> = {};
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (values && (name === 'authorization' || name.startsWith('impersonate-'))) caller[name] = values;
  }
  const repeated = SINGLE.find((name) => (caller[name]?.length ?? 0) > 1);
  if (repeated !== undefined) {
    throw ambiguous('HeaderRepeated', `The header ${repeated} was sent more than once; send it once.`, repeated);
  }
  // The API server calls this an error of its own.
  if (!caller['impersonate-user'] && Object.keys(caller).some((name) => name.startsWith('impersonate-'))) {
    const message = 'An Impersonate header was sent without Impersonate-User; name the user to act as.';
    throw ambiguous('ImpersonationIncomplete', message, 'impersonate-user');
  }
  if (!/^Bearer +\S+$/i.test(caller['authorization']?.[0] ?? '')) {
    throw unauthorized(
      'CredentialsMissing',
      'No credentials were sent; send a bearer token in the Authorization header.',
    );
  }
  return caller;
}

/** Lets pass who may; throws the Refusal otherwise. The authority is the caller's own: the API server decides (design §6). */
export async function authorize(caller: CallerHeaders, access: Access, reviewer: AccessReviewer): Promise<void> {
  if (access === 'open') return;
  const question = access === 'authenticated' ? ANY_QUESTION : access;
  const allowed = await reviewer.may(caller, question).catch((error: unknown) => {
    throw error instanceof KubeError ? refusalOfReview(error) : error;
  });
  if (allowed || access === 'authenticated') return;
  throw forbidden('Forbidden', `You may not ${describeQuestion(question)}; ask an administrator for that right.`);
}

/** The API server's own words are left out: they quote the caller's headers. */
function refusalOfReview({ kind, details }: KubeError): Refusal {
  switch (kind) {
    case 'Unauthorized':
      return unauthorized('CredentialsRefused', 'The API server does not accept these credentials; sign in again.');
    case 'Forbidden':
      return forbidden(
        'ReviewForbidden',
        'You may not act as that user or group, or may not ask what you may do; ask an administrator for that right.',
      );
    case 'Invalid':
      return ambiguous(
        'HeadersInvalid',
        'The API server cannot use these Authorization or Impersonate headers.',
        'authorization',
      );
    case 'CertificateUntrusted':
      return new Refusal({
        code: 502,
        reason: 'BadGateway',
        cause: 'APIServerCertificateUntrusted',
        message: "The API server's certificate is not trusted, so nobody's rights can be checked.",
      });
    default:
      return tryLater(
        kind === 'Unreachable' ? 'APIServerUnreachable' : 'APIServerError',
        'The API server cannot say now what you may do; try again in a moment.',
        details.retryAfterMs,
      );
  }
}

function ambiguous(cause: string, message: string, field: string): Refusal {
  return new Refusal({ code: 400, reason: 'BadRequest', cause, message, field });
}

function unauthorized(cause: string, message: string): Refusal {
  const headers = { 'www-authenticate': 'Bearer' };
  return new Refusal({ code: 401, reason: 'Unauthorized', cause, message, field: 'authorization' }, headers);
}

function forbidden(cause: string, message: string): Refusal {
  return new Refusal({ code: 403, reason: 'Forbidden', cause, message, field: 'authorization' });
}

function describeQuestion(question: AccessQuestion): string {
  if ('nonResourceAttributes' in question) {
    const { verb, path } = question.nonResourceAttributes;
    return `${verb} ${path}`;
  }
  const { verb, resource, group } = question.resourceAttributes;
  return `${verb} ${resource}.${group}`;
}
