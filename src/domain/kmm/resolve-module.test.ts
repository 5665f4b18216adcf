import fc from 'fast-check';
import { parsed, refused } from '../parsed';
import type { KernelMapping, KmmModule, ModuleLoaderContainer } from './module';
import { resolveModule } from './resolve-module';
import type { MatchRegexp } from './select-kernel-mapping';

const K = '5.14.0-570.19.1.el9_6.x86_64';

/** Stands for RE2 where the expression itself is not what is tested. */
const matchPart: MatchRegexp = (expression, text) =>
  expression.includes(')') ? refused(`could not match regexp "${expression}"`) : parsed(text.includes(expression));

function moduleWith(container: Partial<ModuleLoaderContainer>, rest: Partial<KmmModule> = {}): KmmModule {
  const moduleLoader = { container: { kernelMappings: [{ regexp: 'el9' }], ...container } };
  const identity = { namespace: 'myns', name: 'mymod', uid: 'u', generation: 1, deleting: false, selector: {} };
  return { ...identity, moduleLoader, ...rest };
}

const resolve = (container: Partial<ModuleLoaderContainer>, kernel = K, rest: Partial<KmmModule> = {}) =>
  resolveModule(moduleWith(container, rest), kernel, matchPart);

test('everything that a check needs comes out', () => {
  const resolution = resolve(
    {
      containerImage: 'quay.io/o/k:${KERNEL_FULL_VERSION}',
      registryTLS: { insecure: true },
      inTreeModulesToRemove: ['old'],
      kernelMappings: [
        { literal: 'other', containerImage: 'x' },
        { regexp: 'el9', build: { dockerfileConfigMap: { name: 'df' } } },
      ],
    },
    K,
    { imageRepoSecret: 'pull' },
  );
  expect(resolution).toEqual({
    kind: 'Resolved',
    mapping: { index: 1, kind: 'regexp', expression: 'el9' },
    image: `quay.io/o/k:${K}`,
    reference: { registry: 'quay.io', repository: 'o/k', tag: K },
    build: { dockerfileConfigMap: { name: 'df' } },
    registryTLS: { insecure: true },
    inTreeModulesToRemove: ['old'],
    serviceAccountName: 'default',
    imageRepoSecret: 'pull',
    warnings: [],
  });
});

test('the service account of the module loader is the one that pulls', () => {
  const container = { kernelMappings: [{ literal: K, containerImage: 'o/k' }] };
  const module = moduleWith({}, { moduleLoader: { serviceAccountName: 'loader', container } });
  expect(resolveModule(module, K, matchPart)).toMatchObject({
    serviceAccountName: 'loader',
    mapping: { index: 0, kind: 'literal', expression: K },
  });
});

test.each([
  [90, '', 'spec/image:latest'],
  [90, 'mapping/image', 'mapping/image:latest'],
])('row %i: mapping image %j over the container image', (_row, containerImage, expected) => {
  const resolution = resolve({ containerImage: 'spec/image', kernelMappings: [{ regexp: 'el9', containerImage }] });
  expect(resolution).toMatchObject({ image: expected.replace(':latest', ''), reference: { tag: 'latest' } });
});

test('row 102: registryTLS of the mapping replaces the whole object', () => {
  const resolution = resolve({
    containerImage: 'o/k',
    registryTLS: { insecureSkipTLSVerify: true },
    kernelMappings: [{ regexp: 'el9', registryTLS: { insecure: true } }],
  });
  expect(resolution).toMatchObject({ registryTLS: { insecure: true } });
  expect(resolution).not.toMatchObject({ registryTLS: { insecureSkipTLSVerify: true } });
});

test('row 104, better here: no moduleLoader is nothing to load', () => {
  const module = moduleWith({});
  delete module.moduleLoader;
  expect(resolveModule(module, 'test', matchPart)).toEqual({ kind: 'NothingToLoad' });
});

test('row 105: deletion is a flag of the Module and changes nothing here', () => {
  expect(resolve({ containerImage: 'o/k' }, K, { deleting: true })).toMatchObject({ kind: 'Resolved' });
});

test('row 70, better here: a trailing + of the kernel is dropped, with a warning', () => {
  const resolution = resolve(
    { kernelMappings: [{ literal: K, containerImage: 'o/k:${KERNEL_FULL_VERSION}' }] },
    `${K}+`,
  );
  expect(resolution).toMatchObject({
    kind: 'Resolved',
    image: `o/k:${K}`,
    warnings: [{ reason: 'KernelVersionTrimmed', message: expect.stringContaining(`${K}+`) }],
  });
});

test.each([
  [56, 'test'],
  [56, '5.14'],
  [13, 'test'],
  [117, 'test'],
])('row %i: kernel %s is refused even without a template', (_row, kernel) => {
  const resolution = resolve({ kernelMappings: [{ literal: kernel, containerImage: 'quay.io/o/k:v1' }] }, kernel);
  expect(resolution).toEqual({
    kind: 'Unresolved',
    reason: 'KernelVersionInvalid',
    message:
      `invalid kernel version "${kernel}": expected at least three components (major.minor.patch); ` +
      'set spec.kernelVersion to what uname -r prints on the new kernel',
  });
});

test.each([
  [69, 'an empty list', [], 'MappingNotFound', undefined],
  [64, 'no match', [{ regexp: 'el8' }, { literal: '1.2.3' }], 'MappingNotFound', undefined],
  [66, 'an invalid expression first', [{ regexp: 'invalid)' }, { literal: K }], 'MappingInvalid', undefined],
  [27, 'an open brace', [{ literal: K, containerImage: 'some image:${KERNEL_XYZ' }], 'TemplateInvalid', 0],
  [52, 'a line break in braces', [{ literal: K, containerImage: 'k:${KERNEL_X\n}' }], 'TemplateInvalid', 0],
  [26, 'a space', [{ literal: K, containerImage: 'some image:${KERNEL_XYZ}' }], 'ImageReferenceInvalid', 0],
  [39, 'empty braces', [{ literal: K, containerImage: 'quay.io/o/k:${}' }], 'ImageReferenceInvalid', 0],
  [28, 'a tag that vanishes', [{ literal: K, containerImage: 'quay.io/o/k:${NO}' }], 'ImageReferenceInvalid', 0],
  [53, 'an empty image', [{ literal: K, containerImage: '' }], 'ImageReferenceInvalid', 0],
])('row %i: %s is %s', (_row, _title, kernelMappings: KernelMapping[], reason, index) => {
  const resolution = resolve({ kernelMappings });
  expect(resolution).toMatchObject({ kind: 'Unresolved', reason });
  if (index !== undefined) expect(resolution).toMatchObject({ mapping: { index, kind: 'literal', expression: K } });
});

test('build arguments are not expanded, files to sign are, with kernel variables only', () => {
  const resolution = resolve({
    containerImage: 'o/k',
    build: { buildArgs: [{ name: 'A', value: '${KERNEL_FULL_VERSION}' }] },
    sign: { unsignedImage: 'o/u:${KERNEL_X}', filesToSign: ['/opt/${KERNEL_FULL_VERSION}/${MOD_NAME}.ko'] },
  });
  expect(resolution).toMatchObject({
    build: { buildArgs: [{ name: 'A', value: '${KERNEL_FULL_VERSION}' }] },
    sign: { unsignedImage: 'o/u:5', filesToSign: [`/opt/${K}/.ko`] },
  });
});

test('an open brace in a file to sign is an invalid template, and the file is named', () => {
  expect(resolve({ containerImage: 'o/k', sign: { filesToSign: ['a', '${KERNEL_X'] } })).toMatchObject({
    reason: 'TemplateInvalid',
    message: expect.stringContaining('sign.filesToSign[1]: '),
  });
});

test('unknown variables in the image are a warning, a default is not', () => {
  expect(resolve({ containerImage: 'o/k:v${KERNEL}${NO:-1}-${ARCH}' })).toMatchObject({
    image: 'o/k:v1-',
    warnings: [{ reason: 'UnknownTemplateVariable', message: expect.stringContaining('"KERNEL, ARCH"') }],
  });
});

test('names that exist on every object are unknown like others', () => {
  expect(resolve({ containerImage: 'o/k:v${constructor}' })).toMatchObject({ image: 'o/k:v' });
});

test('nothing in a Module or a kernel makes it throw, and messages stay short', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(K, 'el9', '', '\n', '${', 'x'.repeat(10_000), '$KERNEL_X'.repeat(2000), `o/k:${'$'.repeat(9)}`),
  );
  const mapping = fc.record({ literal: text, regexp: text, containerImage: text }, { requiredKeys: [] });
  const sign = fc.record({ unsignedImage: text, filesToSign: fc.array(text) }, { requiredKeys: [] });
  const container = fc.record(
    { containerImage: text, sign, kernelMappings: fc.array(mapping, { maxLength: 20 }) },
    { requiredKeys: ['kernelMappings'] },
  );
  fc.assert(
    fc.property(container, fc.oneof(text, fc.constant(K)), text, (parts, kernel, name) => {
      const resolution = resolve(parts, kernel, { name });
      if (resolution.kind === 'Unresolved' && resolution.reason !== 'MappingInvalid') {
        // Escapes can make 100 quoted characters several times as long.
        expect(resolution.message.length).toBeLessThan(1000);
      }
    }),
  );
});

test.each([
  ['500 mappings', Array.from({ length: 500 }, (_, i) => ({ literal: `${i}.0.0` })), K],
  ['a huge kernel', [{ literal: K }], '5.14.0-'.repeat(100_000)],
  ['an image of 10 kB', [{ literal: K, containerImage: 'a/'.repeat(5000) }], K],
])('%s gives a short message', (_title, kernelMappings, kernel) => {
  const resolution = resolve({ kernelMappings }, kernel);
  expect(resolution).toMatchObject({ kind: 'Unresolved' });
  expect(JSON.stringify(resolution).length).toBeLessThan(500);
});

test('a kernel with a line break is compared as it is and normalised in the image', () => {
  const kernel = '5.14.0-1\n.el9';
  expect(resolve({ containerImage: 'o/k:$KERNEL_VERSION' }, kernel)).toMatchObject({ image: 'o/k:5.14.0-1_.el9' });
});

test('a Module name of 200 characters may be part of the image', () => {
  const name = 'm'.repeat(200);
  expect(resolve({ containerImage: 'quay.io/o/${MOD_NAME}:v1' }, K, { name })).toMatchObject({
    reference: { repository: `o/${name}` },
  });
});
