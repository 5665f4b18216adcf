import { anAttempt, anEvidence, anImage, DIGEST, foundAnswer, refusedAnswer } from '../../testing/builders';
import type { Platform } from '../image/platform';
import { checkPlatformMissing } from './check-platform-missing';
import type { ImageEvidence } from './evidence';
import { judge } from './judge';

const imageFor = (...platforms: Platform[]): ImageEvidence =>
  anImage(anAttempt({ kind: 'Found', host: 'registry.example.com', digest: DIGEST, mediaType: 'any', platforms }));

describe('W14: architecture of the image', () => {
  test('an image for other architectures is PlatformMissing and names both sides', () => {
    const verdict = judge(
      anEvidence({ architecture: 'arm64', image: anImage(anAttempt(foundAnswer('amd64', 's390x'))) }),
    );
    expect(verdict).toMatchObject({ status: 'Failure', stage: 'Done', reason: 'PlatformMissing' });
    expect(verdict.message).toBe(
      'The image exists for linux/amd64, linux/s390x, but the kernel is arm64; build and push it for linux/arm64 too.',
    );
    expect(verdict.image).not.toHaveProperty('platform');
  });

  test('an index that has the architecture passes, with the platform that nodes take', () => {
    const outcome = checkPlatformMissing(
      anEvidence({
        architecture: 'arm64',
        image: imageFor({ os: 'linux', architecture: 'amd64' }, { os: 'linux', architecture: 'arm64', variant: 'v8' }),
      }),
    );
    expect(outcome).toEqual({
      check: { name: 'Platform', result: 'Pass', reason: 'PlatformFound', message: 'The image is for linux/arm64/v8.' },
    });
  });

  test('the right architecture for another operating system is missing', () => {
    const image = imageFor({ os: 'windows', architecture: 'amd64' });
    expect(checkPlatformMissing(anEvidence({ image }))?.verdict?.reason).toBe('PlatformMissing');
  });

  test('a kernel that names no architecture is Skipped, not failed', () => {
    const verdict = judge(anEvidence({ architecture: undefined }));
    expect(verdict.status).toBe('Success');
    expect(verdict.checks.at(-1)).toMatchObject({ name: 'Platform', result: 'Skipped', reason: 'ArchitectureUnknown' });
  });

  test('an image that names no platform is Unknown, not failed', () => {
    const verdict = judge(anEvidence({ image: imageFor() }));
    expect(verdict.status).toBe('Success');
    expect(verdict.checks.at(-1)).toMatchObject({ name: 'Platform', result: 'Unknown', reason: 'PlatformUnknown' });
  });

  test('a list of hundreds is named in part', () => {
    const image = anImage(anAttempt(foundAnswer(...Array.from({ length: 300 }, (_, i) => `arch${i}`))));
    expect(judge(anEvidence({ image })).message.length).toBeLessThan(300);
  });
});

test('an image that was not found has no line', () => {
  expect(checkPlatformMissing(anEvidence({ image: anImage(anAttempt(refusedAnswer('NotFound'))) }))).toBeUndefined();
});
