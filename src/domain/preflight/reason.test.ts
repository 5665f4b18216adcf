import type { Reason, Retry, VerificationStatus } from './reason';
import { isReason, phraseOf, REASONS, traitsOf } from './reason';

const NOT_FINISHED = 'verification is not finished yet';
const EXISTS = 'verified image exists';
const ABSENT = 'verified image does not exist';
const BUILD_FAILED = 'verified image does not exist and build/sign failed';

/** The table of design §5.1, written out: a reason's words are a contract with people's scripts. */
const TABLE: [Reason, VerificationStatus, string, Retry][] = [
  ['Checking', 'InProgress', NOT_FINISHED, 'running'],
  ['NodeCheckRunning', 'InProgress', NOT_FINISHED, 'running'],
  ['BuildPending', 'InProgress', NOT_FINISHED, 'running'],
  ['BuildRunning', 'InProgress', NOT_FINISHED, 'running'],
  ['ImageVerified', 'Success', EXISTS, 'final'],
  ['BuildVerified', 'Success', EXISTS, 'final'],
  ['NothingToLoad', 'Success', 'no kernel module to verify', 'final'],
  ['KernelVersionInvalid', 'Failure', 'mapping not found', 'inputs'],
  ['MappingNotFound', 'Failure', 'mapping not found', 'inputs'],
  ['MappingInvalid', 'Failure', 'mapping not found', 'inputs'],
  ['TemplateInvalid', 'Failure', 'mapping not found', 'inputs'],
  ['ImageReferenceInvalid', 'Failure', 'mapping not found', 'inputs'],
  ['ImageNotFound', 'Failure', ABSENT, 'interval'],
  ['ImageUnauthorized', 'Failure', ABSENT, 'interval'],
  ['ImageForbidden', 'Failure', ABSENT, 'interval'],
  ['ImageBlockedByPolicy', 'Failure', ABSENT, 'interval'],
  ['PullSecretMissing', 'Failure', ABSENT, 'interval'],
  ['PullSecretInvalid', 'Failure', ABSENT, 'interval'],
  ['PullSecretForbidden', 'Failure', ABSENT, 'interval'],
  ['CertificateUntrusted', 'Failure', ABSENT, 'interval'],
  ['PlatformMissing', 'Failure', ABSENT, 'interval'],
  ['RegistryAnswerInvalid', 'Failure', ABSENT, 'interval'],
  ['RegistryUnreachable', 'InProgress', NOT_FINISHED, 'backoff'],
  ['RegistryRateLimited', 'InProgress', NOT_FINISHED, 'backoff'],
  ['RegistryError', 'InProgress', NOT_FINISHED, 'backoff'],
  ['NodeCheckTimedOut', 'InProgress', NOT_FINISHED, 'backoff'],
  ['BuildInputMissing', 'Failure', BUILD_FAILED, 'inputs'],
  ['DtkImageUnknown', 'Failure', BUILD_FAILED, 'inputs'],
  ['BuildApiMissing', 'Failure', BUILD_FAILED, 'inputs'],
  ['BuildForbidden', 'Failure', BUILD_FAILED, 'inputs'],
  ['SignInputMissing', 'Failure', BUILD_FAILED, 'inputs'],
  ['BuildFailed', 'Failure', BUILD_FAILED, 'inputs'],
  ['SignFailed', 'Failure', BUILD_FAILED, 'inputs'],
  ['PushFailed', 'Failure', BUILD_FAILED, 'inputs'],
];

test.each(TABLE)('%s is %s, "%s", tried again: %s', (reason, status, phrase, retry) => {
  expect(traitsOf(reason)).toEqual({ status, phrase, retry });
  expect(phraseOf(reason, status)).toBe(phrase);
  expect(isReason(reason)).toBe(true);
});

test('the table names every reason', () => {
  expect(TABLE.map(([reason]) => reason).sort()).toEqual(Object.keys(REASONS).sort());
});

test.each(TABLE.filter(([, , , retry]) => retry === 'backoff').map(([reason]) => reason))(
  '%s past the transient deadline is an absent image to KMM',
  (reason) => {
    expect(phraseOf(reason, 'Failure')).toBe(ABSENT);
  },
);

test.each(['', 'imageNotFound', 'constructor', 'toString', '__proto__'])('%j is no reason', (word) => {
  expect(isReason(word)).toBe(false);
});
