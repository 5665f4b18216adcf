import {
  aModule,
  anAttempt,
  anEvidence,
  anImage,
  aResolvedModule,
  DIGEST,
  foundAnswer,
  IMAGE,
  KERNEL,
  referenceOf,
  refusedAnswer,
} from '../../testing/builders';
import { resolveModule } from '../kmm/resolve-module';
import { parsed } from '../parsed';
import { judge, judgeUnfinished, refreshMapping } from './judge';
import { aVerdict } from '../../testing/builders';

const noRegexp = () => parsed(false);

test('an image that exists for the kernel’s platform is verified, with what was seen', () => {
  expect(judge(anEvidence())).toMatchObject({
    status: 'Success',
    stage: 'Done',
    reason: 'ImageVerified',
    message: `${IMAGE} exists with digest ${DIGEST}.`,
    mapping: { index: 0, kind: 'literal', expression: KERNEL },
    image: {
      reference: IMAGE,
      digest: DIGEST,
      resolvedFrom: IMAGE,
      platform: 'linux/amd64',
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
    },
  });
});

test('a mirror that answered is named, and the Module’s own reference stays', () => {
  const mirror = referenceOf(`mirror.example.net/drivers/simple-kmod:${KERNEL}`);
  const image = anImage(
    anAttempt(refusedAnswer('NotFound'), { isSource: false }),
    anAttempt(foundAnswer(), { reference: mirror, isSource: false }),
  );
  const verdict = judge(anEvidence({ image }));
  expect(verdict.message).toBe(
    `mirror.example.net/drivers/simple-kmod:${KERNEL} (a mirror) exists with digest ${DIGEST}.`,
  );
  expect(verdict.image).toMatchObject({
    reference: IMAGE,
    resolvedFrom: `mirror.example.net/drivers/simple-kmod:${KERNEL}`,
  });
});

describe('W3: a Module without moduleLoader', () => {
  const devicePluginOnly = aModule();
  delete devicePluginOnly.moduleLoader;
  const verdict = judge({ resolution: resolveModule(devicePluginOnly, KERNEL, noRegexp), architecture: 'amd64' });

  test('is a Success that says so', () => {
    expect(verdict).toMatchObject({ status: 'Success', stage: 'Done', reason: 'NothingToLoad' });
    expect(verdict.message).toContain('no moduleLoader');
  });

  test('has one Skipped line, and neither mapping nor image', () => {
    expect(verdict.checks).toMatchObject([{ name: 'KernelMapping', result: 'Skipped', reason: 'NothingToLoad' }]);
    expect(verdict).not.toHaveProperty('mapping');
    expect(verdict).not.toHaveProperty('image');
  });
});

test('W22: a kernel copied with a trailing + finds its mapping, and the report warns', () => {
  const resolution = resolveModule(aModule(), `${KERNEL}+`, noRegexp);
  const verdict = judge(anEvidence({ resolution }));
  expect(verdict.reason).toBe('ImageVerified');
  expect(verdict.checks[1]).toMatchObject({ name: 'KernelMapping', result: 'Warn', reason: 'KernelVersionTrimmed' });
});

test.each([
  'KernelVersionInvalid',
  'MappingNotFound',
  'MappingInvalid',
  'TemplateInvalid',
  'ImageReferenceInvalid',
] as const)('%s is a Failure with the resolution’s words, and no image is claimed', (reason) => {
  const mapping = { index: 2, kind: 'regexp', expression: '^5' } as const;
  const verdict = judge({
    resolution: { kind: 'Unresolved', reason, message: 'why; do that', mapping },
    architecture: undefined,
  });
  expect(verdict).toMatchObject({ status: 'Failure', stage: 'Done', reason, message: 'why; do that', mapping });
  expect(verdict).not.toHaveProperty('image');
});

test('W26: registryTLS that nodes ignore is a Warn beside the Success, with the way out', () => {
  const verdict = judge(
    anEvidence({ image: { ...anImage(anAttempt(foundAnswer())), registryTLSIgnoredByNodes: true } }),
  );
  expect(verdict.status).toBe('Success');
  const line = verdict.checks.find(({ reason }) => reason === 'RegistryTLSIgnoredByNodes');
  expect(line?.result).toBe('Warn');
  expect(line?.message).toMatch(/insecureRegistries.*additionalTrustedCA/);
});

test('W26: no line when nodes trust the host the same way', () => {
  expect(judge(anEvidence()).checks.map(({ name }) => name)).not.toContain('RegistryTLS');
});

test('an unfinished look is in progress and claims nothing', () => {
  expect(judgeUnfinished({ resolution: aResolvedModule(), architecture: 'amd64' })).toEqual({
    status: 'InProgress',
    stage: 'Image',
    reason: 'Checking',
    message: 'The image is being looked for.',
    checks: [],
    mapping: { index: 0, kind: 'literal', expression: KERNEL },
    image: { reference: IMAGE },
  });
});

describe('refreshMapping', () => {
  test('another mapping with the same image replaces the mapping’s lines only', () => {
    const verdict = judge(anEvidence());
    const resolution = aResolvedModule({ mapping: { index: 4, kind: 'regexp', expression: '^5\\.14' } });
    const refreshed = refreshMapping(verdict, resolution);
    expect(refreshed.mapping).toEqual(resolution.mapping);
    expect(refreshed.checks[0]?.message).toBe('Kernel mapping 4 matches (regexp "^5\\\\.14").');
    expect(refreshed.checks.slice(1)).toEqual(verdict.checks.slice(1));
  });

  test('the same resolution changes nothing', () => {
    const evidence = anEvidence({
      resolution: aResolvedModule({ warnings: [{ reason: 'KernelVersionTrimmed', message: 'trimmed' }] }),
    });
    expect(refreshMapping(judge(evidence), evidence.resolution)).toEqual(judge(evidence));
  });

  test('a verdict without mapping stays', () => {
    const verdict = aVerdict({ reason: 'NothingToLoad' });
    expect(refreshMapping(verdict, { kind: 'NothingToLoad' })).toBe(verdict);
  });
});
