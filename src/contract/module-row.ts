import type { KmmModule } from '../domain/kmm/module';
import type { Standing } from '../domain/preflight/standing';
import { compareSeverity, standingOfEntry, standingOfVerdict } from '../domain/preflight/standing';
import type { StatusModule } from '../domain/preflight/status-modules';
import type { ModuleVerdict } from './module-verdict';
import type { Preflight } from './preflight';
import { textOf } from './raw-json';

/** All that is known of one Module for one preflight. */
export interface ModuleRow {
  namespace: string;
  name: string;
  standing: Standing;
  /** The verdict is about an older preflight or an older Module. */
  outdated: boolean;
  /** Our report. */
  verdict?: ModuleVerdict;
  /** The entry in the PVO's status. */
  entry?: StatusModule;
  /** Absent when the Module is gone or may not be read. */
  module?: KmmModule;
}

/** What rows are made of. `modules` is undefined when they may not be listed. */
export interface RowSources {
  preflight: Preflight;
  verdicts: readonly ModuleVerdict[];
  modules: readonly KmmModule[] | undefined;
}

/**
 * One row for each Module that has a verdict, an entry in the status, or is there and waits for its first check.
 * Worst first, then by namespace and name.
 */
export function joinModuleRows({ preflight, verdicts, modules }: RowSources): ModuleRow[] {
  const own = verdicts.filter(({ preflightUid }) => preflightUid === preflight.uid);
  const verdictOf = new Map(own.map((verdict) => [keyOf(verdict.namespace, verdict.module.name), verdict]));
  const entries = preflight.statusModules.filter(({ namespace, name }) => textOf(namespace) && textOf(name));
  const entryOf = new Map(entries.map((entry) => [keyOf(entry.namespace, entry.name), entry]));
  const living = (modules ?? []).filter(({ deleting }) => !deleting);
  const moduleOf = new Map(living.map((module) => [keyOf(module.namespace, module.name), module]));
  const keys = new Set([...verdictOf.keys(), ...entryOf.keys(), ...moduleOf.keys()]);
  const rows = [...keys].map((key) =>
    toRow(key, { verdict: verdictOf.get(key), entry: entryOf.get(key), module: moduleOf.get(key) }, preflight),
  );
  return rows.sort(compareRows);
}

/** Worst first, then by namespace and name. */
export function compareRows(a: ModuleRow, b: ModuleRow): number {
  return compareSeverity(a.standing, b.standing) || compareNames(a, b);
}

/** By namespace, then by name. */
export function compareNames(a: ModuleRow, b: ModuleRow): number {
  return a.namespace.localeCompare(b.namespace) || a.name.localeCompare(b.name);
}

/** `namespace/name`; neither may hold a slash. */
export function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

interface RowParts {
  verdict: ModuleVerdict | undefined;
  entry: StatusModule | undefined;
  module: KmmModule | undefined;
}

function toRow(key: string, { verdict, entry, module }: RowParts, preflight: Preflight): ModuleRow {
  const slash = key.indexOf('/');
  return {
    namespace: key.slice(0, slash),
    name: key.slice(slash + 1),
    standing: verdict ? standingOfVerdict(verdict) : entry ? standingOfEntry(entry) : 'not-checked',
    outdated: verdict !== undefined && isOutdated(verdict, module, preflight),
    ...(verdict && { verdict }),
    ...(entry && { entry }),
    ...(module && { module }),
  };
}

/** Whether a verdict is about an older generation of its preflight or its Module, or about another Module of that name. */
export function isOutdated(
  { observed, module: judged }: ModuleVerdict,
  module: Pick<KmmModule, 'uid' | 'generation'> | undefined,
  preflight: Pick<Preflight, 'generation'>,
): boolean {
  if (observed.preflightGeneration !== preflight.generation) return true;
  return module !== undefined && (module.uid !== judged.uid || module.generation !== observed.moduleGeneration);
}
