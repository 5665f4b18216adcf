/** KMM's words for where a Module stands (`status.modules[].verificationStatus`). */
export type VerificationStatus = 'Success' | 'Failure' | 'InProgress';

/** What makes a verdict worth another look. */
export type Retry =
  | 'running' // work is under way
  | 'final' // never for the same inputs
  | 'inputs' // only when the inputs change
  | 'interval' // when the inputs or the cluster's registry configuration change, and every recheck interval
  | 'backoff'; // could not look: 1–60 s, until the transient deadline

interface ReasonTraits {
  status: VerificationStatus;
  /** KMM's sentence; a PVO's `statusReason` starts with it. */
  phrase: string;
  retry: Retry;
}

const NOT_FINISHED = 'verification is not finished yet';
const IMAGE_EXISTS = 'verified image exists';
const IMAGE_ABSENT = 'verified image does not exist';
const NO_MAPPING = 'mapping not found';
const BUILD_FAILED = 'verified image does not exist and build/sign failed';

const running: ReasonTraits = { status: 'InProgress', phrase: NOT_FINISHED, retry: 'running' };
const unresolved: ReasonTraits = { status: 'Failure', phrase: NO_MAPPING, retry: 'inputs' };
const absent: ReasonTraits = { status: 'Failure', phrase: IMAGE_ABSENT, retry: 'interval' };
const transient: ReasonTraits = { status: 'InProgress', phrase: NOT_FINISHED, retry: 'backoff' };
const buildFailed: ReasonTraits = { status: 'Failure', phrase: BUILD_FAILED, retry: 'inputs' };
const verified: ReasonTraits = { status: 'Success', phrase: IMAGE_EXISTS, retry: 'final' };

/** Every reason a verdict can have, with KMM's status and phrase for it (design §5.1). */
export const REASONS = {
  Checking: running,
  NodeCheckRunning: running,
  BuildPending: running,
  BuildRunning: running,
  ImageVerified: verified,
  BuildVerified: verified,
  NothingToLoad: { status: 'Success', phrase: 'no kernel module to verify', retry: 'final' },
  KernelVersionInvalid: unresolved,
  MappingNotFound: unresolved,
  MappingInvalid: unresolved,
  TemplateInvalid: unresolved,
  ImageReferenceInvalid: unresolved,
  ImageNotFound: absent,
  ImageUnauthorized: absent,
  ImageForbidden: absent,
  ImageBlockedByPolicy: absent,
  PullSecretMissing: absent,
  PullSecretInvalid: absent,
  PullSecretForbidden: absent,
  CertificateUntrusted: absent,
  PlatformMissing: absent,
  RegistryAnswerInvalid: absent,
  RegistryUnreachable: transient,
  RegistryRateLimited: transient,
  RegistryError: transient,
  NodeCheckTimedOut: transient,
  BuildInputMissing: buildFailed,
  DtkImageUnknown: buildFailed,
  BuildApiMissing: buildFailed,
  BuildForbidden: buildFailed,
  SignInputMissing: buildFailed,
  BuildFailed: buildFailed,
  SignFailed: buildFailed,
  PushFailed: buildFailed,
} as const satisfies Record<string, ReasonTraits>;

export type Reason = keyof typeof REASONS;

/** Status, phrase and retry rule of a reason, with the wide types. */
export function traitsOf(reason: Reason): ReasonTraits {
  return REASONS[reason];
}

/** True for a word that this version knows as a reason; reports of other versions may carry others. */
export function isReason(word: string): word is Reason {
  return Object.hasOwn(REASONS, word);
}

/**
 * The phrase of KMM that a verdict's `statusReason` starts with. A transient reason that ran past the deadline is a
 * Failure, and KMM's word for that is the absent image.
 */
export function phraseOf(reason: Reason, status: VerificationStatus): string {
  const traits = traitsOf(reason);
  return traits.retry === 'backoff' && status === 'Failure' ? IMAGE_ABSENT : traits.phrase;
}
