import type { BuildArg } from './module';

/**
 * Forces values of build arguments as KMM does: an argument of the user with that name gets the value in its place
 * (each one, if it is repeated); overrides without such an argument follow, sorted by name.
 */
export function overrideBuildArgs(args: BuildArg[], overrides: BuildArg[]): BuildArg[] {
  const values = new Map(overrides.map(({ name, value }) => [name, value]));
  const given = new Set(args.map(({ name }) => name));
  const added = [...values].filter(([name]) => !given.has(name)).map(([name, value]) => ({ name, value }));
  return [
    ...args.map(({ name, value }) => ({ name, value: values.get(name) ?? value })),
    ...added.sort((a, b) => (a.name < b.name ? -1 : 1)),
  ];
}
