import { printReference } from '../image/reference';
import type { ImageAnswer, RefusalKind } from '../image/answer';
import type { CheckFunction, CheckOutcome } from './check';
import type { AttemptEvidence } from './evidence';
import { describeEarlierAttempts, foundAttempt } from './image-attempts';
import type { Reason } from './reason';
import { traitsOf } from './reason';

type Refusal = Exclude<ImageAnswer, { kind: 'Found' }>;

const REASON_OF_REFUSAL: Record<RefusalKind, Reason> = {
  NotFound: 'ImageNotFound',
  Unauthorized: 'ImageUnauthorized',
  Forbidden: 'ImageForbidden',
  CertificateUntrusted: 'CertificateUntrusted',
  Unreachable: 'RegistryUnreachable',
  RateLimited: 'RegistryRateLimited',
  ServerError: 'RegistryError',
  AnswerInvalid: 'RegistryAnswerInvalid',
};

const REASON_OF_SECRET = {
  Missing: 'PullSecretMissing',
  Invalid: 'PullSecretInvalid',
  Forbidden: 'PullSecretForbidden',
} as const;

/** No registry gave the image; the last attempt tells why, the earlier ones are named (design §5.2). */
export const checkImageNotFound: CheckFunction = ({ image, resolution }) => {
  if (!image) return undefined;
  const found = foundAttempt(image);
  if (found) {
    const message = `${printReference(found.reference)} exists (${found.answer.digest}).`;
    return { check: { name: 'Image', result: 'Pass', reason: 'ImageFound', message } };
  }
  const last = image.attempts.at(-1);
  if (!last) return nothingToContact(resolution.kind === 'Resolved' ? resolution.image : '');
  const buildable = resolution.kind === 'Resolved' && Boolean(resolution.build ?? resolution.sign);
  const { reason, message } = explainRefusal(last, buildable);
  const full = `${message}${describeEarlierAttempts(image)}`;
  const result = traitsOf(reason).retry === 'backoff' ? 'Unknown' : 'Fail';
  return { check: { name: 'Image', result, reason, message: full }, verdict: { reason, message: full } };
};

/** Mirror rules may forbid the source without giving a mirror for this kind of reference. */
function nothingToContact(image: string): CheckOutcome {
  const reason = 'ImageBlockedByPolicy';
  const message = `The cluster's mirror rules forbid to contact the source of ${image.slice(0, 200)} and name no mirror for it; add a mirror, or allow the source there.`;
  return { check: { name: 'Image', result: 'Fail', reason, message }, verdict: { reason, message } };
}

function explainRefusal(last: AttemptEvidence, buildable: boolean): { reason: Reason; message: string } {
  if (last.blockedBy !== undefined) {
    const message = `${printReference(last.reference)} is blocked by ${last.blockedBy} of the cluster's Image config; allow the registry there or use another one.`;
    return { reason: 'ImageBlockedByPolicy', message };
  }
  const refusal = last.answer as Refusal;
  const problem = last.secretProblems[0];
  if (problem && (refusal.kind === 'Unauthorized' || refusal.kind === 'Forbidden')) {
    const anonymous = last.anonymousWorks ? ` The image is public: ${remedyForCredential(last)}.` : '';
    const message = `${problem.message} Without it: ${refusal.detail}.${anonymous}`;
    return { reason: REASON_OF_SECRET[problem.kind], message };
  }
  return {
    reason: REASON_OF_REFUSAL[refusal.kind],
    message: `${refusal.detail}; ${remedyFor(refusal, last, buildable)}.`,
  };
}

function remedyFor(refusal: Refusal, attempt: AttemptEvidence, buildable: boolean): string {
  switch (refusal.kind) {
    case 'NotFound':
      return buildable
        ? 'the Module has a build or sign section, but building is not available yet: build and push the image yourself'
        : 'push the image for this kernel, or add a build section to the Module';
    case 'Unauthorized':
    case 'Forbidden':
      return remedyForCredential(attempt);
    case 'CertificateUntrusted':
      return "add the registry's CA to additionalTrustedCA of the cluster's Image config";
    case 'Unreachable':
      return 'it is tried again by itself; check the name, DNS, the network path and the proxy';
    case 'RateLimited':
      return 'it is tried again by itself when the registry allows';
    case 'ServerError':
      return 'it is tried again by itself; look at the registry';
    case 'AnswerInvalid':
      return 'check that the reference names an image registry and push the image again';
  }
}

function remedyForCredential(attempt: AttemptEvidence): string {
  if (attempt.anonymousWorks) {
    return `it is readable without credentials: correct or remove the entry in ${attempt.credentialOrigin ?? 'the pull secret'}`;
  }
  const host = attempt.reference.registry;
  return attempt.credentialOrigin === undefined
    ? `no pull secret has an entry for ${host}: add one in imageRepoSecret or in the cluster pull secret (a repository that does not exist may answer the same)`
    : `the credential of ${attempt.credentialOrigin} was refused: correct it (a repository that does not exist may answer the same)`;
}
