import { anAttempt, anEvidence, anImage, aResolvedModule, foundAnswer, refusedAnswer } from '../../testing/builders';
import { followOperator, unfollowOperator } from './follow-operator';
import { judge } from './judge';
import type { StatusModule } from './status-modules';

const resolution = aResolvedModule({ build: { dockerfileConfigMap: { name: 'dockerfile' } } });
const absent = judge(anEvidence({ resolution, image: anImage(anAttempt(refusedAnswer('NotFound'))) }));
const entry = (verificationStatus: StatusModule['verificationStatus'], statusReason?: string): StatusModule => ({
  namespace: 'drivers',
  name: 'simple-kmod',
  verificationStatus,
  verificationStage: verificationStatus === 'InProgress' ? 'Image' : 'Done',
  ...(statusReason !== undefined && { statusReason }),
  lastTransitionTime: '2026-11-22T12:00:00Z',
});

test.each([
  ['InProgress', 'Build', 'BuildRunning', 'verification is not finished yet'],
  ['Success', 'Done', 'BuildVerified', 'verified image exists'],
  ['Failure', 'Done', 'BuildFailed', 'verified image does not exist and build/sign failed'],
] as const)('KMM says %s: %s, %s, quoted', (status, stage, reason, phrase) => {
  const followed = followOperator(absent, resolution, entry(status, phrase));
  expect(followed).toMatchObject({ status, stage, reason, checks: absent.checks });
  expect(followed.message).toContain(`The KMM operator says: "${phrase}".`);
});

test('what it says is quoted safely and in part', () => {
  const { message } = followOperator(absent, resolution, entry('Failure', `a"b\n\u202e${'x'.repeat(5_000)}`));
  expect(message).toContain('"a\\"b\\n\\u{202e}xxx');
  expect(message.length).toBeLessThan(500);
});

test.each([
  [
    'the image is there',
    judge(anEvidence({ resolution, image: anImage(anAttempt(foundAnswer())) })),
    resolution,
    entry('Success'),
  ],
  [
    'the registry refused',
    judge(anEvidence({ resolution, image: anImage(anAttempt(refusedAnswer('Forbidden'))) })),
    resolution,
    entry('Success'),
  ],
  ['nothing is to be built', absent, aResolvedModule(), entry('Success')],
  ['KMM has no entry yet', absent, resolution, undefined],
  ['KMM uses a word from the future', absent, resolution, entry('Paused' as never)],
])('the verdict stands when %s', (_case, verdict, resolved, given) => {
  expect(followOperator(verdict, resolved, given)).toBe(verdict);
});

test.each(['InProgress', 'Success', 'Failure'] as const)(
  'after %s, a restart finds the verdict it was made from',
  (status) => {
    expect(unfollowOperator(followOperator(absent, resolution, entry(status)))).toEqual(absent);
  },
);

test('a verdict that followed nobody stays', () => {
  const failed = judge(anEvidence());
  expect(unfollowOperator(failed)).toBe(failed);
  expect(unfollowOperator(absent)).toBe(absent);
});
