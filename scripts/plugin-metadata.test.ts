import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

interface Extension {
  type: string;
  properties: Record<string, { version?: string; kind?: string; $codeRef?: string } | string>;
  flags?: { required?: string[] };
}

const extensions = JSON.parse(read('console-extensions.json')) as Extension[];
const metadata = JSON.parse(read('package.json')) as {
  version: string;
  consolePlugin: { name: string; version: string; exposedModules: Record<string, string> };
};

describe('the metadata of the plugin', () => {
  it('has the version of the package: consoles notice a new plugin by it', () => {
    expect(metadata.consolePlugin).toMatchObject({ name: 'kmm-preflight', version: metadata.version });
  });

  it('exposes every module that an extension names, and no other', () => {
    const named = [...read('console-extensions.json').matchAll(/"\$codeRef": "(\w+)\.(\w+)"/g)];
    expect(new Set(named.map(([, module]) => module))).toEqual(
      new Set(Object.keys(metadata.consolePlugin.exposedModules)),
    );
    for (const [, module = '', name = ''] of named) {
      expect(read(`${metadata.consolePlugin.exposedModules[module]}.tsx`)).toContain(`export function ${name}(`);
    }
  });

  it.each(['console.page/resource/list', 'console.page/resource/details'])(
    'has %s for both served versions',
    (type) => {
      const models = extensions
        .filter((extension) => extension.type === type)
        .map(({ properties }) => properties['model']);
      expect(models).toMatchObject([{ version: 'v1beta2' }, { version: 'v1beta1' }]);
    },
  );

  it('shows nothing where the kind is not served', () => {
    const ungated = extensions.filter(({ flags }) => !flags?.required?.includes('KMM_PREFLIGHT'));
    expect(ungated.map(({ type }) => type)).toEqual(['console.flag/model']);
  });
});

describe('the lock file', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { version?: string; resolved?: string; link?: boolean }>;
  };

  it.each([
    ['@patternfly/react-core', '6.4.2'],
    ['@patternfly/react-table', '6.4.2'],
    ['@patternfly/react-icons', '6.4.0'],
    ['@patternfly/react-styles', '6.4.0'],
    ['@patternfly/react-tokens', '6.4.0'],
  ])('has %s as console 4.22 carries it', (name, version) => {
    const found = Object.entries(packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found.map(([, entry]) => entry.version))).toEqual(new Set([version]));
  });

  it('names no registry: whoever installs has their own', () => {
    expect(Object.values(packages).filter(({ resolved, link }) => resolved !== undefined && !link)).toEqual([]);
  });
});
