import { hash } from 'node:crypto';
import type { ModuleReport } from '../../contract/module-report';
import { objectsOf, textOf } from '../../contract/raw-json';
import { canonicalJson } from '../../domain/preflight/inputs-digest';
import type { KubeObject } from '../ports';

/** A ModulePreflightReport as it is cached: the object and a digest of what it says. */
export interface CachedReport {
  namespace: string;
  name: string;
  uid: string;
  resourceVersion: string;
  preflight: { name: string; uid: string };
  moduleName: string;
  /** Digest of spec and status; labels of others or managedFields do not count. */
  contentDigest: string;
  /** A field manager other than the validator wrote spec or status. */
  touched: boolean;
  /** What it says, until a run knows it: thousands of reports would otherwise be held twice. */
  report: ModuleReport | undefined;
}

interface ManagedFields {
  manager?: string;
  fieldsV1?: Record<string, unknown>;
}

const FIELD_MANAGER = 'kmm-preflight-validator';

/** SHA-256 of UTF-8 text as lower-case hex. */
export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex');
}

/** Digest of what a report says. */
export function digestReport(report: ModuleReport): string {
  return sha256Hex(canonicalJson([report.spec, report.status]));
}

/** Report as the API server sends it → what is kept. */
export function parseCachedReport(raw: KubeObject): CachedReport {
  const report = raw as ModuleReport;
  const { metadata, spec, status } = report;
  // The CRD demands these, but another version of it may not have.
  const subject = spec as Partial<ModuleReport['spec']> | undefined;
  const managers = objectsOf((metadata as { managedFields?: ManagedFields[] }).managedFields);
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    uid: metadata.uid ?? '',
    resourceVersion: metadata.resourceVersion ?? '',
    preflight: { name: textOf(subject?.preflight?.name), uid: textOf(subject?.preflight?.uid) },
    moduleName: textOf(subject?.module?.name),
    contentDigest: digestReport(report),
    touched: managers.some(
      ({ manager, fieldsV1 }) =>
        manager !== FIELD_MANAGER && fieldsV1 !== undefined && ('f:spec' in fieldsV1 || 'f:status' in fieldsV1),
    ),
    report: { metadata: { name: metadata.name }, spec, status },
  };
}
