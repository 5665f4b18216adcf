import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** The programs that the local stack runs and can build from their Go modules. */
export type ToolName = 'kube-apiserver' | 'etcd' | 'registry';

export interface ToolRecipe {
  name: ToolName;
  /** Main package that `go build` gets. */
  mainPackage: string;
  /** The required module whose version is the tool's version. */
  module: string;
  /** How long a build took on two cores, for people who wait for it. */
  usually: string;
  /** Linker variables that tell the program its version: without them kube-apiserver serves v0.0.0 and clients refuse it. */
  versionVariables(version: string): Record<string, string>;
}

const COMPONENT_VERSION = 'k8s.io/component-base/version';

export const TOOL_RECIPES: Record<ToolName, ToolRecipe> = {
  'kube-apiserver': {
    name: 'kube-apiserver',
    mainPackage: 'k8s.io/kubernetes/cmd/kube-apiserver',
    module: 'k8s.io/kubernetes',
    usually: '4 to 5 min',
    versionVariables: (version) => {
      const [major = '', minor = ''] = version.replace(/^v/, '').split('.');
      return {
        [`${COMPONENT_VERSION}.gitVersion`]: version,
        [`${COMPONENT_VERSION}.gitMajor`]: major,
        [`${COMPONENT_VERSION}.gitMinor`]: minor,
      };
    },
  },
  etcd: {
    name: 'etcd',
    mainPackage: 'go.etcd.io/etcd/server/v3',
    module: 'go.etcd.io/etcd/server/v3',
    usually: '15 to 30 s',
    versionVariables: () => ({}),
  },
  registry: {
    name: 'registry',
    mainPackage: 'github.com/distribution/distribution/v3/cmd/registry',
    module: 'github.com/distribution/distribution/v3',
    usually: '1 to 2 min',
    versionVariables: () => ({}),
  },
};

/** The folder with the go.mod that pins the tool. */
export function moduleFolder(name: ToolName): string {
  return join(__dirname, 'go', name);
}

/** The version that a go.mod requires of `module`, as written there (`v1.35.4`). Throws when it requires none. */
export function parseRequiredVersion(goMod: string, module: string): string {
  for (const line of goMod.split('\n')) {
    const [path, version] = line
      .trim()
      .replace(/^require /, '')
      .split(/\s+/);
    if (path === module && version !== undefined && /^v\d/.test(version)) return version;
  }
  throw new Error(`go.mod requires no ${module}`);
}

/** Arguments of `go` that build the tool into `output`; the same inputs make the same file on every machine. */
export function selectBuildArguments(recipe: ToolRecipe, version: string, output: string): string[] {
  const variables = Object.entries(recipe.versionVariables(version)).map(([name, value]) => `-X ${name}=${value}`);
  const linker = ['-s', '-w', ...variables].join(' ');
  return [
    'build',
    '-trimpath',
    '-buildvcs=false',
    '-mod=readonly',
    `-ldflags=${linker}`,
    '-o',
    output,
    recipe.mainPackage,
  ];
}

/**
 * File name of a built tool in the cache, `<name>-<version>-<12 hex>`. The hash covers whatever changes the program:
 * its go.mod, the build arguments and the platform.
 */
export function cacheKey(recipe: ToolRecipe, goMod: string, platform: string): string {
  const version = parseRequiredVersion(goMod, recipe.module);
  const inputs = JSON.stringify([goMod, selectBuildArguments(recipe, version, ''), platform]);
  return `${recipe.name}-${version}-${createHash('sha256').update(inputs).digest('hex').slice(0, 12)}`;
}
