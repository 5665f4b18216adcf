import type { StatusModule } from '../domain/preflight/status-modules';
import { RECHECK_ANNOTATION, RELEASE_LABEL } from './annotations';
import type { KubeObject } from './kube-object';
import { objectsOf, textOf } from './raw-json';

/** What is read of a PreflightValidationOCP (kmm.md §5.1, v1beta2). */
export interface Preflight {
  name: string;
  uid: string;
  generation: number;
  resourceVersion: string;
  deleting: boolean;
  kernelVersion: string;
  dtkImage?: string;
  pushBuiltImage: boolean;
  recheckRequestedAt?: string;
  /** Version of the release that the wizard made it for. */
  release?: string;
  statusModules: StatusModule[];
}

interface RawPreflight extends KubeObject {
  spec?: { kernelVersion?: string; dtkImage?: string; pushBuiltImage?: boolean };
  status?: { modules?: StatusModule[] };
}

/** PreflightValidationOCP as the API server sends it → what is kept of it. */
export function parsePreflight(raw: KubeObject): Preflight {
  const { metadata, spec, status } = raw as RawPreflight;
  const recheck = metadata.annotations?.[RECHECK_ANNOTATION];
  const release = metadata.labels?.[RELEASE_LABEL];
  return {
    name: metadata.name,
    uid: metadata.uid ?? '',
    generation: metadata.generation ?? 0,
    resourceVersion: metadata.resourceVersion ?? '',
    deleting: metadata.deletionTimestamp !== undefined,
    kernelVersion: textOf(spec?.kernelVersion),
    ...(spec?.dtkImage && { dtkImage: spec.dtkImage }),
    pushBuiltImage: spec?.pushBuiltImage ?? false,
    ...(recheck !== undefined && { recheckRequestedAt: recheck }),
    ...(release !== undefined && { release }),
    statusModules: objectsOf(status?.modules),
  };
}

/** A child PreflightValidation; only the KMM operator makes those. */
export interface PreflightChild {
  name: string;
  /** UID of the PreflightValidationOCP that controls it. */
  ownerUid: string | undefined;
}

/** Child PreflightValidation as the API server sends it → whose it is. */
export function parsePreflightChild(raw: KubeObject): PreflightChild {
  const owner = objectsOf(raw.metadata.ownerReferences).find(
    (reference) => reference.kind === 'PreflightValidationOCP' && reference.controller === true,
  );
  return { name: raw.metadata.name, ownerUid: owner?.uid };
}
