import type { Preflight } from '../../contract/preflight';
import type { ReportSubject } from '../../contract/module-report';
import { parseKernelTarget } from '../../domain/kernel/kernel-target';
import type { KmmModule } from '../../domain/kmm/module';
import type { Resolution } from '../../domain/kmm/resolve-module';
import { resolveModule } from '../../domain/kmm/resolve-module';
import type { MatchRegexp } from '../../domain/kmm/select-kernel-mapping';
import { canonicalJson, digestInputs } from '../../domain/preflight/inputs-digest';
import { reportName } from '../../domain/preflight/report-name';
import type { VerdictRecord } from '../../domain/preflight/verdict';
import { sha256Hex } from './cached-report';
import type { WrittenReport } from './report-store';

/** One Module of one PVO: what is wanted, what is known, what was written. */
export interface ModuleEntry {
  readonly key: string;
  readonly reportName: string;
  module: KmmModule;
  resolution: Resolution;
  inputsDigest: string;
  /** The last look, with its history. */
  record: VerdictRecord | undefined;
  /** What the report says: the record, or what follows from the operator's build. */
  effective: VerdictRecord | undefined;
  /** What `effective` was derived from, by identity. */
  basis: readonly unknown[] | undefined;
  /** A check waits or runs; `abort` ends the running one. */
  queued: boolean;
  abort: AbortController | undefined;
  /** The registry and the API server must be asked after this time (ms). */
  notBefore: number;
  /** Version of the registry configuration at the last look. */
  configVersion: number;
  /** Somebody else changed or deleted the report since we wrote it: the next look answers that. */
  touched: boolean;
  /** What is stored is not ours, and is to be replaced by the next write. */
  foreign: boolean;
  /** The report that is wanted differs from the one that is stored. */
  dirty: boolean;
  writing: boolean;
  /** The stored report was deleted while a write was under way. */
  deletedMeanwhile: boolean;
  /** Writes in a row that failed, and when the next may be tried (ms). */
  writeFailures: number;
  writeNotBefore: number;
  /** The last write was refused for good: only a person can change that. */
  refused: boolean;
  desiredDigest: string | undefined;
  written: WrittenReport | undefined;
}

/** A Module's entry before anything is known. */
export function createEntry(preflight: Preflight, module: KmmModule, matchRegexp: MatchRegexp): ModuleEntry {
  return {
    key: `${module.namespace}/${module.name}`,
    reportName: reportName(preflight.uid, module.name, sha256Hex),
    module,
    ...resolveInputs(preflight, module, matchRegexp),
    record: undefined,
    effective: undefined,
    basis: undefined,
    queued: false,
    abort: undefined,
    notBefore: 0,
    configVersion: 0,
    touched: false,
    foreign: false,
    dirty: false,
    writing: false,
    deletedMeanwhile: false,
    writeFailures: 0,
    writeNotBefore: 0,
    refused: false,
    desiredDigest: undefined,
    written: undefined,
  };
}

/** What a Module means for a kernel, and the digest of everything its verdict depends on. */
export function resolveInputs(
  preflight: Preflight,
  module: KmmModule,
  matchRegexp: MatchRegexp,
): Pick<ModuleEntry, 'resolution' | 'inputsDigest'> {
  const resolution = resolveModule(module, preflight.kernelVersion, matchRegexp);
  if (resolution.kind !== 'Resolved') {
    // No image to look at: the resolution itself is the whole input.
    return { resolution, inputsDigest: `sha256:${sha256Hex(canonicalJson([preflight.kernelVersion, resolution]))}` };
  }
  const inputs = {
    kernelVersion: preflight.kernelVersion,
    image: resolution.image,
    build: resolution.build,
    sign: resolution.sign,
    dtkImage: preflight.dtkImage,
    pushBuiltImage: preflight.pushBuiltImage,
    imageRepoSecret: resolution.imageRepoSecret,
    serviceAccountName: resolution.serviceAccountName,
    registryTLS: resolution.registryTLS,
  };
  return { resolution, inputsDigest: digestInputs(inputs, sha256Hex) };
}

/** Answers a touch: the report is written even when it is to say the same as before. */
export function replaceNext(entry: ModuleEntry): void {
  Object.assign(entry, { touched: false, foreign: true, desiredDigest: undefined, basis: undefined });
}

/**
 * What counts of an entry in the PreflightReport: nothing before its first report is stored, because whoever waits for
 * `Completed` reads the reports next. A report that the API server refuses holds nothing up.
 */
export function countedRecord({ effective, written, refused }: ModuleEntry): VerdictRecord | undefined {
  return written || refused ? effective : undefined;
}

/** Whose report an entry's is. */
export function subjectOf(preflight: Preflight, entry: ModuleEntry): ReportSubject {
  const target = parseKernelTarget(preflight.kernelVersion);
  return {
    reportName: entry.reportName,
    preflight: { name: preflight.name, uid: preflight.uid },
    module: { namespace: entry.module.namespace, name: entry.module.name, uid: entry.module.uid },
    kernelVersion: preflight.kernelVersion,
    architecture: target.architecture,
    kernelType: target.type,
    release: preflight.release,
  };
}
