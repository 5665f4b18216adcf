import { overrideBuildArgs } from './build-args';
import { mergeBuild } from './merge-build';
import { mergeInTreeModulesToRemove } from './merge-in-tree-modules';
import { mergeSign } from './merge-sign';
import type { BuildArg } from './module';

const arg = (text: string): BuildArg => {
  const [name = '', value = ''] = text.split('=');
  return { name, value };
};

describe('build', () => {
  const spec = {
    dockerfileConfigMap: { name: 'some load module build name' },
    baseImageRegistryTLS: { insecure: true, insecureSkipTLSVerify: true },
  };
  const mapping = { dockerfileConfigMap: { name: 'some kernel mapping build name' } };

  test('row 91: one level only', () => {
    expect(mergeBuild(spec, undefined)).toEqual(spec);
    expect(mergeBuild(undefined, mapping)).toEqual(mapping);
    expect(mergeBuild(undefined, undefined)).toBeUndefined();
  });

  test('row 92: ConfigMap of the mapping, TLS of the module', () => {
    expect(mergeBuild(spec, mapping)).toEqual({ ...spec, ...mapping });
  });

  test('arguments override, secrets are appended without removing repeats, the rest of the mapping is ignored', () => {
    const merged = mergeBuild(
      { ...spec, buildArgs: [arg('A=1'), arg('B=2')], secrets: [{ name: 's' }], selector: { a: 'b' } },
      {
        ...mapping,
        buildArgs: [arg('B=3'), arg('C=4')],
        secrets: [{ name: 's' }],
        selector: { c: 'd' },
        baseImageRegistryTLS: {},
        kanikoParams: { tag: 't' },
      },
    );
    expect(merged).toEqual({
      ...spec,
      ...mapping,
      buildArgs: [arg('A=1'), arg('B=3'), arg('C=4')],
      secrets: [{ name: 's' }, { name: 's' }],
      selector: { a: 'b' },
    });
  });
});

describe('build arguments', () => {
  test.each([
    [
      93,
      ['name1=value1', 'name2=value2'],
      ['name1=valueOverride1', 'overrideName2=overrideValue2'],
      ['name1=valueOverride1', 'name2=value2', 'overrideName2=overrideValue2'],
    ],
    [
      94,
      [],
      ['KERNEL_VERSION=k', 'KERNEL_FULL_VERSION=k', 'MOD_NAME=m', 'MOD_NAMESPACE=n'],
      ['KERNEL_FULL_VERSION=k', 'KERNEL_VERSION=k', 'MOD_NAME=m', 'MOD_NAMESPACE=n'],
    ],
    [
      95,
      ['MOD_NAME=x'],
      ['KERNEL_VERSION=k', 'KERNEL_FULL_VERSION=k', 'MOD_NAME=m', 'MOD_NAMESPACE=n'],
      ['MOD_NAME=m', 'KERNEL_FULL_VERSION=k', 'KERNEL_VERSION=k', 'MOD_NAMESPACE=n'],
    ],
  ])('row %i', (_row, args, overrides, expected) => {
    expect(overrideBuildArgs(args.map(arg), overrides.map(arg))).toEqual(expected.map(arg));
  });

  test('a repeated argument is overridden each time', () => {
    expect(overrideBuildArgs([arg('A=1'), arg('A=2')], [arg('A=3')])).toEqual([arg('A=3'), arg('A=3')]);
  });
});

describe('sign', () => {
  const whole = {
    unsignedImage: 'my.registry/my/image',
    keySecret: { name: 'securebootkey' },
    certSecret: { name: 'securebootcert' },
    filesToSign: ['/modules/simple-kmod.ko', '/modules/simple-procfs-kmod.ko'],
  };
  const { unsignedImage, keySecret, certSecret, filesToSign } = whole;

  test.each([
    [96, whole, undefined],
    [96, undefined, whole],
    [97, { unsignedImage }, { keySecret, certSecret, filesToSign }],
    [98, { unsignedImage, keySecret }, { certSecret, filesToSign }],
    [99, { unsignedImage, keySecret, certSecret }, { filesToSign }],
    [100, { filesToSign }, { unsignedImage, keySecret, certSecret }],
  ])('row %i: levels combine', (_row, module, mapping) => {
    expect(mergeSign(module, mapping)).toEqual(whole);
  });

  test('row 101: files of both levels, the module first', () => {
    expect(mergeSign({ filesToSign: ['a'] }, { filesToSign: ['b'] })).toEqual({ filesToSign: ['a', 'b'] });
  });

  test('the mapping wins for image, key and certificate but not for TLS', () => {
    const mapping = { unsignedImage: 'x/y', keySecret: { name: 'k' }, unsignedImageRegistryTLS: { insecure: true } };
    expect(mergeSign(whole, mapping)).toEqual({ ...whole, unsignedImage: 'x/y', keySecret: { name: 'k' } });
  });
});

describe('in-tree modules', () => {
  test.each([
    [103, {}, {}, undefined],
    [103, { inTreeModuleToRemove: 'c' }, {}, ['c']],
    [103, {}, { inTreeModuleToRemove: 'm' }, ['m']],
    [103, { inTreeModuleToRemove: 'c' }, { inTreeModuleToRemove: 'm' }, ['m']],
    [103, { inTreeModulesToRemove: ['a'] }, { inTreeModulesToRemove: [] }, []],
    [103, { inTreeModulesToRemove: ['a'] }, {}, ['a']],
    [103, { inTreeModuleToRemove: 'c' }, { inTreeModulesToRemove: ['a'] }, ['c']],
  ])('row %i: %j and %j', (_row, container, mapping, expected) => {
    expect(mergeInTreeModulesToRemove(container, mapping)).toEqual(expected);
  });
});
