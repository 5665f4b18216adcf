import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheKey, moduleFolder, parseRequiredVersion, selectBuildArguments, TOOL_RECIPES } from './tool-recipes';

const goMod = 'module x\n\nrequire (\n\tk8s.io/api v0.35.4 // indirect\n\tk8s.io/kubernetes v1.35.4 // indirect\n)\n';
const recipe = TOOL_RECIPES['kube-apiserver'];

describe('parseRequiredVersion', () => {
  it('finds the version in a block and in a single line', () => {
    expect(parseRequiredVersion(goMod, 'k8s.io/kubernetes')).toBe('v1.35.4');
    expect(parseRequiredVersion('require example.com/a v1.2.3\n', 'example.com/a')).toBe('v1.2.3');
  });

  it('takes neither a replacement nor another module for it', () => {
    expect(() =>
      parseRequiredVersion('replace (\n\texample.com/a => example.com/a v1.0.0\n)', 'example.com/a'),
    ).toThrow('requires no example.com/a');
  });
});

describe('selectBuildArguments', () => {
  it('tells kube-apiserver its version', () => {
    const args = selectBuildArguments(recipe, 'v1.35.4', '/out').join(' ');
    expect(args).toContain('k8s.io/component-base/version.gitVersion=v1.35.4');
    expect(args).toContain('version.gitMajor=1 ');
    expect(args).toContain('version.gitMinor=35');
  });
});

describe('cacheKey', () => {
  const key = cacheKey(recipe, goMod, 'linux/x64');

  it('names the tool, its version and a hash', () => {
    expect(key).toMatch(/^kube-apiserver-v1\.35\.4-[0-9a-f]{12}$/);
    expect(cacheKey(recipe, goMod, 'linux/x64')).toBe(key);
  });

  it('changes with the go.mod, the platform and the build arguments', () => {
    expect(cacheKey(recipe, `${goMod}// other\n`, 'linux/x64')).not.toBe(key);
    expect(cacheKey(recipe, goMod, 'darwin/arm64')).not.toBe(key);
    expect(cacheKey({ ...recipe, versionVariables: () => ({}) }, goMod, 'linux/x64')).not.toBe(key);
  });
});

it.each(Object.values(TOOL_RECIPES))(
  'the go.mod of $name pins the module that is built',
  ({ name, module, mainPackage }) => {
    const text = readFileSync(join(moduleFolder(name), 'go.mod'), 'utf8');
    expect(parseRequiredVersion(text, module)).toMatch(/^v\d+\.\d+\.\d+$/);
    expect(text).toContain(`tool ${mainPackage}\n`);
  },
);

it('every staging module of Kubernetes has the number of the release', () => {
  const text = readFileSync(join(moduleFolder('kube-apiserver'), 'go.mod'), 'utf8');
  const replaced = [...text.matchAll(/=> k8s\.io\/\S+ (\S+)/g)].map(([, version]) => version);
  const release = parseRequiredVersion(text, 'k8s.io/kubernetes').replace(/^v1\./, 'v0.');
  expect(replaced.length).toBeGreaterThan(20);
  expect(new Set(replaced)).toEqual(new Set([release]));
});
