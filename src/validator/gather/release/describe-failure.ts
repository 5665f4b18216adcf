import { cutText } from '../../../domain/cut-text';
import type { RefusalKind } from '../../../domain/image/answer';
import type { Reference } from '../../../domain/image/reference';
import { printReference } from '../../../domain/image/reference';
import type { RegistryAnswer, RegistryRefusal } from '../../ports';
import type { ReleaseErrorKind } from '../../release-error';
import { ReleaseError } from '../../release-error';
import type { TriedAttempt } from '../try-attempts';
import type { ReleaseSession } from './release-session';

type Tried = TriedAttempt<RegistryAnswer<unknown>>;

const DETAIL_LIMIT = 400;
const OTHERS_SHOWN = 4;

/** The words that Modules' verdicts use for the same refusals. */
const REASONS: Record<RefusalKind, string> = {
  NotFound: 'ImageNotFound',
  Unauthorized: 'ImageUnauthorized',
  Forbidden: 'ImageForbidden',
  CertificateUntrusted: 'CertificateUntrusted',
  Unreachable: 'RegistryUnreachable',
  RateLimited: 'RegistryRateLimited',
  ServerError: 'RegistryError',
  AnswerInvalid: 'RegistryAnswerInvalid',
};

/** Why an image could not be read anywhere: the last place gives the reason, all are named, and what to do is said. */
export function describeFailure(session: ReleaseSession, source: Reference, tried: readonly Tried[]): ReleaseError {
  const name = printReference(source);
  const last = tried.at(-1);
  if (!last) {
    const message =
      `${name} may not be looked for anywhere: its mirror rule says NeverContactSource and has no usable mirror; ` +
      'correct the ImageDigestMirrorSet or ImageTagMirrorSet.';
    return new ReleaseError('RegistryRefused', message, 'ImageBlockedByPolicy');
  }
  const { kind, reason } = classify(last);
  const others = tried.slice(0, -1).map(phrase);
  const more = others.length > OTHERS_SHOWN ? `; and ${others.length - OTHERS_SHOWN} more` : '';
  const also = others.length === 0 ? '' : ` Before that: ${others.slice(0, OTHERS_SHOWN).join('; ')}${more}.`;
  return new ReleaseError(kind, `${name} could not be read: ${phrase(last)}; ${remedy(session, last)}.${also}`, reason);
}

function classify({ answer, blockedBy }: Tried): { kind: ReleaseErrorKind; reason: string } {
  if (blockedBy !== undefined) return { kind: 'RegistryRefused', reason: 'ImageBlockedByPolicy' };
  const refusal = refusalOf(answer);
  if (refusal?.notAllowed) return { kind: 'ReferenceRefused', reason: 'HostRefused' };
  const kind = refusal?.kind ?? 'Unreachable';
  return { kind: kind === 'AnswerInvalid' ? 'RegistryLied' : 'RegistryRefused', reason: REASONS[kind] };
}

function phrase({ reference, answer, blockedBy }: Tried): string {
  if (blockedBy !== undefined) return `${reference.registry} is excluded by the Image config's ${blockedBy}`;
  return cutText(refusalOf(answer)?.detail ?? `${reference.registry} gave no answer`, DETAIL_LIMIT);
}

function refusalOf(answer: RegistryAnswer<unknown> | undefined): RegistryRefusal | undefined {
  return answer === undefined || answer.kind === 'Found' ? undefined : answer;
}

function remedy(session: ReleaseSession, tried: Tried): string {
  if (tried.blockedBy !== undefined) return 'allow it in the registrySources of image.config.openshift.io/cluster';
  const refusal = refusalOf(tried.answer);
  if (refusal?.notAllowed) return 'the validator goes nowhere else';
  return remedyFor(refusal?.kind ?? 'Unreachable', session, tried);
}

function remedyFor(kind: RefusalKind, session: ReleaseSession, tried: Tried): string {
  switch (kind) {
    case 'Unauthorized':
    case 'Forbidden':
      return credentialRemedy(session, tried);
    case 'NotFound':
      return 'check the reference, or mirror the release again if this is a mirror';
    case 'CertificateUntrusted':
      return "add the registry's CA to the additionalTrustedCA of image.config.openshift.io/cluster";
    case 'Unreachable':
      return 'check the network, the cluster proxy and the mirror rules';
    case 'RateLimited':
    case 'ServerError':
      return 'try again later';
    case 'AnswerInvalid':
      return 'look at what this address really serves: a proxy or a broken mirror may answer in its place';
  }
}

function credentialRemedy(session: ReleaseSession, { reference, credential }: Tried): string {
  const place = `${reference.registry}/${reference.repository}`;
  const secret = 'the cluster pull secret (openshift-config/pull-secret)';
  if (credential) return `it refused what ${secret} has for ${credential.key}; correct that entry`;
  if (!session.mayShowSecret(reference)) {
    return `${secret} was not shown to it, because no release that the cluster knows names ${place}`;
  }
  const [problem] = session.options.pullSecrets.problems;
  return problem ? problem.message.replace(/\.$/, '') : `add a credential for ${place} to ${secret}`;
}
