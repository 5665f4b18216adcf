import type { CheckFunction } from './check';
import { checkImageNotFound } from './check-image-not-found';
import { checkMappingNotFound } from './check-mapping-not-found';
import { checkNothingToLoad } from './check-nothing-to-load';
import { checkPlatformMissing } from './check-platform-missing';
import { checkRegistryTLSIgnoredByNodes } from './check-registry-tls-ignored-by-nodes';

/** The checks in the order they run. Adding a check is adding a file and a row here. */
export const CHECKS: readonly CheckFunction[] = [
  checkNothingToLoad,
  checkMappingNotFound,
  checkRegistryTLSIgnoredByNodes,
  checkImageNotFound,
  checkPlatformMissing,
];
