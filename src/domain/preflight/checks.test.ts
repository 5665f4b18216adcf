import { aResolvedModule, anAttempt, anEvidence, anImage, foundAnswer } from '../../testing/builders';
import { checkImageNotFound } from './check-image-not-found';
import { checkMappingNotFound } from './check-mapping-not-found';
import { checkNothingToLoad } from './check-nothing-to-load';
import { checkPlatformMissing } from './check-platform-missing';
import { checkRegistryTLSIgnoredByNodes } from './check-registry-tls-ignored-by-nodes';
import { CHECKS } from './checks';
import { judge } from './judge';

test('the order is KMM’s: what the Module alone decides, then the registry, then the image', () => {
  expect(CHECKS).toEqual([
    checkNothingToLoad,
    checkMappingNotFound,
    checkRegistryTLSIgnoredByNodes,
    checkImageNotFound,
    checkPlatformMissing,
  ]);
});

test('a report shows the lines in the order the checks ran, warnings of the mapping behind its line', () => {
  const evidence = anEvidence({
    resolution: aResolvedModule({ warnings: [{ reason: 'KernelVersionTrimmed', message: 'trimmed' }] }),
    image: { ...anImage(anAttempt(foundAnswer())), registryTLSIgnoredByNodes: true },
  });
  expect(judge(evidence).checks.map(({ name, result, reason }) => [name, result, reason])).toEqual([
    ['KernelMapping', 'Pass', 'MappingFound'],
    ['KernelMapping', 'Warn', 'KernelVersionTrimmed'],
    ['RegistryTLS', 'Warn', 'RegistryTLSIgnoredByNodes'],
    ['Image', 'Pass', 'ImageFound'],
    ['Platform', 'Pass', 'PlatformFound'],
  ]);
});

test('the first check that ends the chain is the last line', () => {
  const unresolved = { kind: 'Unresolved', reason: 'MappingNotFound', message: 'none matches' } as const;
  // Evidence of an image beside it cannot happen, and must not matter.
  expect(judge(anEvidence({ resolution: unresolved })).checks).toEqual([
    { name: 'KernelMapping', result: 'Fail', reason: 'MappingNotFound', message: 'none matches' },
  ]);
});
