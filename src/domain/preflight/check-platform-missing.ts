import { printPlatform, selectPlatform } from '../image/platform';
import type { CheckFunction } from './check';
import { foundAttempt } from './image-attempts';

/** The image has no platform of the kernel's architecture (kmm.md W14). */
export const checkPlatformMissing: CheckFunction = ({ image, architecture }) => {
  const found = image && foundAttempt(image);
  if (!found) return undefined;
  const name = 'Platform';
  if (architecture === undefined) {
    const message = 'The kernel version does not name an architecture, so the platform was not checked.';
    return { check: { name, result: 'Skipped', reason: 'ArchitectureUnknown', message } };
  }
  const { platforms } = found.answer;
  if (platforms.length === 0) {
    const message = 'The image does not say for which platform it is.';
    return { check: { name, result: 'Unknown', reason: 'PlatformUnknown', message } };
  }
  const platform = selectPlatform(platforms, architecture);
  if (platform) {
    return {
      check: { name, result: 'Pass', reason: 'PlatformFound', message: `The image is for ${printPlatform(platform)}.` },
    };
  }
  const listed = platforms.slice(0, 8).map(printPlatform).join(', ');
  const message = `The image exists for ${listed}, but the kernel is ${architecture}; build and push it for linux/${architecture} too.`;
  return {
    check: { name, result: 'Fail', reason: 'PlatformMissing', message },
    verdict: { reason: 'PlatformMissing', message },
  };
};
