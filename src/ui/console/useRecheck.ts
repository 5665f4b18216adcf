import { useState } from 'react';
import { RECHECK_ANNOTATION } from '../../contract/annotations';
import type { KubeObject, ResourceKind } from '../../contract/kube-object';
import type { PatchOperation } from './sdk';
import { usePatch } from './sdk';

/** A wish to look again: `busy` from the click until the attempts have moved. */
export interface Recheck {
  busy: boolean;
  /** The API server's words when it refused the wish. */
  failure: string | undefined;
  request: () => void;
}

/** What is looked at again: the Module in every preflight, or all Modules of a preflight. */
export interface RecheckTarget {
  kind: ResourceKind;
  object: KubeObject | undefined;
  /** Looks so far. */
  attempts: number;
  /** So many looks more answer the wish. */
  awaited: number;
}

/** Asks for another look by annotation; nothing but the attempts in the reports says that it has been done. */
export function useRecheck({ kind, object, attempts, awaited }: RecheckTarget): Recheck {
  const patch = usePatch(kind);
  const [until, setUntil] = useState<number>();
  const [failure, setFailure] = useState<string>();
  const busy = until !== undefined && attempts < until;
  const request = (): void => {
    if (!object) return;
    setFailure(undefined);
    setUntil(attempts + awaited);
    patch(object, recheckPatch(object, new Date())).catch((error: unknown) => {
      setUntil(undefined);
      setFailure(error instanceof Error ? error.message : String(error));
    });
  };
  return { busy, failure, request };
}

/** The JSON patch that sets the annotation; the map of annotations may not be there yet. */
export function recheckPatch(object: KubeObject, now: Date): PatchOperation[] {
  const path = `/metadata/annotations/${RECHECK_ANNOTATION.replace('/', '~1')}`;
  const add: PatchOperation = { op: 'add', path, value: now.toISOString() };
  return object.metadata.annotations ? [add] : [{ op: 'add', path: '/metadata/annotations', value: {} }, add];
}
