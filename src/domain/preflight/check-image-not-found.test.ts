import {
  anAttempt,
  anEvidence,
  anImage,
  aResolvedModule,
  foundAnswer,
  IMAGE,
  referenceOf,
  refusedAnswer,
} from '../../testing/builders';
import type { RefusalKind } from '../image/answer';
import type { AttemptEvidence, SecretProblem } from './evidence';
import { judge } from './judge';
import type { Reason } from './reason';

const REFUSALS: [RefusalKind, Reason, RegExp][] = [
  ['NotFound', 'ImageNotFound', /push the image for this kernel, or add a build section to the Module/],
  ['Unauthorized', 'ImageUnauthorized', /no pull secret has an entry for registry\.example\.com: add one/],
  ['Forbidden', 'ImageForbidden', /no pull secret has an entry for registry\.example\.com: add one/],
  ['CertificateUntrusted', 'CertificateUntrusted', /additionalTrustedCA/],
  ['Unreachable', 'RegistryUnreachable', /tried again by itself; check the name, DNS, the network path and the proxy/],
  ['RateLimited', 'RegistryRateLimited', /tried again by itself when the registry allows/],
  ['ServerError', 'RegistryError', /tried again by itself; look at the registry/],
  ['AnswerInvalid', 'RegistryAnswerInvalid', /check that the reference names an image registry/],
];
const TRANSIENT: readonly Reason[] = ['RegistryUnreachable', 'RegistryRateLimited', 'RegistryError'];
const PROBLEMS: [SecretProblem['kind'], Reason][] = [
  ['Missing', 'PullSecretMissing'],
  ['Invalid', 'PullSecretInvalid'],
  ['Forbidden', 'PullSecretForbidden'],
];

const judgeAttempts = (...attempts: AttemptEvidence[]) => judge(anEvidence({ image: anImage(...attempts) }));
const refused = (kind: RefusalKind, overrides: Partial<AttemptEvidence> = {}) =>
  anAttempt(refusedAnswer(kind, `registry.example.com said ${kind} to ${IMAGE}`), overrides);
const mirrorOf = (name: string): Partial<AttemptEvidence> => ({
  reference: referenceOf(`${name}.example.net/simple-kmod:1`),
  isSource: false,
});
const problem = (kind: SecretProblem['kind']): SecretProblem => ({
  kind,
  origin: 'Secret drivers/pull',
  message: `Secret drivers/pull is ${kind}; correct it.`,
});

describe.each(REFUSALS)('a registry that answers %s', (kind, reason, remedy) => {
  test(`is ${reason}: the answer, then what to do`, () => {
    const verdict = judgeAttempts(refused(kind));
    expect(verdict.reason).toBe(reason);
    expect(verdict.message).toMatch(new RegExp(`^registry\\.example\\.com said ${kind} to .*; `));
    expect(verdict.message).toMatch(remedy);
  });

  test('is a finding, or unknown where nothing was found out', () => {
    const transient = TRANSIENT.includes(reason);
    const verdict = judgeAttempts(refused(kind));
    expect(verdict.status).toBe(transient ? 'InProgress' : 'Failure');
    expect(verdict.stage).toBe(transient ? 'Image' : 'Done');
    expect(verdict.checks.at(-1)).toMatchObject({ name: 'Image', result: transient ? 'Unknown' : 'Fail', reason });
  });

  test('after mirrors, every one is listed with its answer', () => {
    const verdict = judgeAttempts(
      anAttempt(refusedAnswer('NotFound', 'one.example.net answered 404'), mirrorOf('one')),
      {
        reference: referenceOf('two.example.net/x:1'),
        isSource: false,
        secretProblems: [],
        blockedBy: 'blockedRegistries (two.example.net)',
      },
      refused(kind),
    );
    expect(verdict.reason).toBe(reason);
    expect(verdict.message).toContain(
      ' Before it: one.example.net answered 404 | two.example.net/x:1: blocked by blockedRegistries (two.example.net).',
    );
  });

  test.each(PROBLEMS)('with a secret that is %s', (secret, secretReason) => {
    const verdict = judgeAttempts(refused(kind, { secretProblems: [problem(secret)] }));
    const credentialsMatter = kind === 'Unauthorized' || kind === 'Forbidden';
    expect(verdict.reason).toBe(credentialsMatter ? secretReason : reason);
    if (!credentialsMatter) return;
    expect(verdict.message).toBe(
      `Secret drivers/pull is ${secret}; correct it. Without it: registry.example.com said ${kind} to ${IMAGE}.`,
    );
  });
});

describe.each(['Unauthorized', 'Forbidden'] as const)('credentials and %s', (kind) => {
  test('a refused credential is named by where it came from', () => {
    const { message } = judgeAttempts(refused(kind, { credentialOrigin: 'Secret drivers/pull' }));
    expect(message).toContain('the credential of Secret drivers/pull was refused: correct it');
  });

  test('when anonymous would have worked, the message says so', () => {
    const { message } = judgeAttempts(refused(kind, { credentialOrigin: 'Secret drivers/pull', anonymousWorks: true }));
    expect(message).toContain('readable without credentials: correct or remove the entry in Secret drivers/pull');
  });

  test('when anonymous would have worked and a secret is missing, both are said', () => {
    const { reason, message } = judgeAttempts(
      refused(kind, {
        credentialOrigin: 'Secret drivers/a',
        anonymousWorks: true,
        secretProblems: [problem('Missing')],
      }),
    );
    expect(reason).toBe('PullSecretMissing');
    expect(message).toContain('readable without credentials: correct or remove the entry in Secret drivers/a');
  });

  test('a secret that a mirror could not have used does not explain the mirror’s refusal', () => {
    const { reason } = judgeAttempts(
      refused('NotFound', { secretProblems: [problem('Missing')] }),
      refused(kind, mirrorOf('only')),
    );
    expect(reason).toBe(kind === 'Unauthorized' ? 'ImageUnauthorized' : 'ImageForbidden');
  });
});

test('a Module that could be built is told why that does not help', () => {
  const image = anImage(refused('NotFound'));
  const { message } = judge(anEvidence({ resolution: aResolvedModule({ build: {} }), image }));
  expect(message).toContain('the Module has a build or sign section, but building is not available yet');
});

test('a blocked source names the rule and the way out', () => {
  const verdict = judgeAttempts({
    reference: referenceOf(IMAGE),
    isSource: true,
    secretProblems: [],
    blockedBy: 'blockedRegistries (registry.example.com)',
  });
  expect(verdict.reason).toBe('ImageBlockedByPolicy');
  expect(verdict.message).toContain(
    `${IMAGE} is blocked by blockedRegistries (registry.example.com) of the cluster's Image config`,
  );
});

test('mirror rules that leave nothing to contact are a policy, not an absence', () => {
  const verdict = judgeAttempts();
  expect(verdict.reason).toBe('ImageBlockedByPolicy');
  expect(verdict.message).toContain(IMAGE);
});

test('more mirrors than anybody reads are counted', () => {
  const mirrors = Array.from({ length: 20 }, (_, i) =>
    anAttempt(refusedAnswer('NotFound', `m${i} 404`), mirrorOf(`m${i}`)),
  );
  const { message } = judgeAttempts(...mirrors, refused('NotFound'));
  expect(message).toMatch(/m0 404 \| .* \| m7 404 \| and 12 more\.$/);
});

test('a success after refusals is a pass without the refusals', () => {
  const verdict = judgeAttempts(anAttempt(refusedAnswer('Unreachable'), mirrorOf('one')), anAttempt(foundAnswer()));
  expect(verdict.reason).toBe('ImageVerified');
  expect(verdict.checks.find(({ name }) => name === 'Image')).toMatchObject({ result: 'Pass', reason: 'ImageFound' });
});
