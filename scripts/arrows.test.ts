import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..');

/** Names of the violated rules when `files` (path → text) are cruised with the project's own rules. */
async function cruise(files: Record<string, string>): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'kmm-preflight-arrows-'));
  try {
    for (const [path, text] of Object.entries({ 'tsconfig.test.json': '{"compilerOptions":{}}', ...files })) {
      await mkdir(join(folder, dirname(path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const args = ['src', '--config', join(ROOT, '.dependency-cruiser.js'), '--output-type', 'json'];
    const output = await new Promise<string>((resolve) => {
      execFile(
        join(ROOT, 'node_modules', '.bin', 'depcruise'),
        args,
        { cwd: folder, maxBuffer: 1e8 },
        (_error, stdout) => resolve(stdout),
      );
    });
    const { summary } = JSON.parse(output) as { summary: { violations: { rule: { name: string } }[] } };
    return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A tree of two files, the first of which imports the second. */
const importing = (from: string, to: string): Record<string, string> => ({
  [from]: `import { x } from '${'../'.repeat(from.split('/').length - 1)}${to.replace(/\.ts$/, '')}';\nexport const y = x;\n`,
  [to]: 'export const x = 1;\n',
});

describe('the arrows of the house', () => {
  it.each([
    ['the domain imports the contract', 'src/domain/a.ts', 'src/contract/b.ts', 'domain-imports-domain'],
    ['the contract imports the validator', 'src/contract/a.ts', 'src/validator/b.ts', 'contract-imports-domain'],
    [
      'the registry imports the controller',
      'src/validator/registry/a.ts',
      'src/validator/controller/b.ts',
      'registry-stays-low',
    ],
    [
      'the Kubernetes client imports gathering',
      'src/validator/kube/a.ts',
      'src/validator/gather/b.ts',
      'kube-stays-low',
    ],
    [
      'gathering imports the registry client',
      'src/validator/gather/a.ts',
      'src/validator/registry/b.ts',
      'gather-uses-ports',
    ],
    [
      'the controller imports the Kubernetes client',
      'src/validator/controller/a.ts',
      'src/validator/kube/b.ts',
      'controller-uses-gather-and-ports',
    ],
    [
      'the API imports the controller',
      'src/validator/api/a.ts',
      'src/validator/controller/b.ts',
      'api-uses-gather-and-ports',
    ],
    ['the product imports test code', 'src/validator/a.ts', 'src/testing/b.ts', 'product-without-tests'],
    ['the UI imports the validator', 'src/ui/shared/a.ts', 'src/validator/b.ts', 'ui-knows-contract-and-domain'],
    ['the validator imports the UI', 'src/validator/a.ts', 'src/ui/shared/b.ts', 'nothing-imports-ui'],
    ['a feature imports another one', 'src/ui/features/a/a.ts', 'src/ui/features/b/b.ts', 'features-are-apart'],
    ['shared parts import a feature', 'src/ui/shared/a.ts', 'src/ui/features/b/b.ts', 'ui-shared-knows-no-feature'],
    ['the door to the console imports a page', 'src/ui/console/a.ts', 'src/ui/shared/b.ts', 'ui-console-stays-low'],
    ['a page imports the tests’ console', 'src/ui/shared/a.ts', 'src/ui/testing/b.ts', 'product-without-tests'],
  ])('refuse that %s', async (_name, from, to, rule) => {
    await expect(cruise(importing(from, to))).resolves.toContain(rule);
  });

  it('refuse a Node module in the domain', async () => {
    const files = { 'src/domain/a.ts': "import { join } from 'node:path';\nexport const y = join('a');\n" };
    await expect(cruise(files)).resolves.toContain('domain-imports-domain');
  });

  it.each([
    ['the SDK outside of its door', '@openshift-console/dynamic-plugin-sdk', 'one-door-to-the-console'],
    ['react-dom', 'react-dom', 'no-react-dom'],
  ])('refuse %s', async (_name, specifier, rule) => {
    const files = { 'src/ui/shared/a.ts': `import * as x from '${specifier}';\nexport const y = x;\n` };
    await expect(cruise(files)).resolves.toContain(rule);
  });

  it('refuse a cycle', async () => {
    const files = {
      'src/domain/a.ts': "import { b } from './b';\nexport const a = (): number => b();\n",
      'src/domain/b.ts': "import { a } from './a';\nexport const b = (): number => a();\n",
    };
    await expect(cruise(files)).resolves.toEqual(['no-cycle']);
  });

  it('allow what the table allows', async () => {
    const allowed = {
      ...importing('src/validator/controller/a.ts', 'src/domain/b.ts'),
      ...importing('src/validator/validator.ts', 'src/validator/kube/c.ts'),
      ...importing('src/ui/features/a/a.ts', 'src/ui/features/a/b.ts'),
      ...importing('src/ui/features/a/c.ts', 'src/ui/shared/d.ts'),
      ...importing('src/ui/shared/e.ts', 'src/ui/console/f.ts'),
      ...importing('src/ui/console/g.ts', 'src/contract/h.ts'),
      'src/ui/console/sdk.tsx': "import * as x from '@openshift-console/dynamic-plugin-sdk';\nexport const y = x;\n",
    };
    await expect(cruise(allowed)).resolves.toEqual([]);
  });
});
