import type { ReactElement, ReactNode } from 'react';
import { useSyncExternalStore } from 'react';
import { Link, useLocation } from 'react-router';
import type { KubeObject, ResourceKind } from '../../contract/kube-object';
import type { AccessQuery, PageTab, PatchOperation, WatchQuery } from '../console/sdk';
import { FakeConsole } from './fake-console';

/** Stands in for the door to the console: the same exports, answered by one `FakeConsole` a test. */

let current = new FakeConsole();

/** A new, empty console; every test begins with one. */
export function resetConsole(): FakeConsole {
  current = new FakeConsole();
  return current;
}

export function useWatchedResource(query: WatchQuery | null): [unknown, boolean, unknown] {
  return useSyncExternalStore(current.subscribe, () => current.answer(query));
}

export function useAccess(query: AccessQuery): [boolean, boolean] {
  return [useSyncExternalStore(current.subscribe, () => current.mayDo(query)), false];
}

export function usePatch(kind: ResourceKind): (object: KubeObject, operations: PatchOperation[]) => Promise<void> {
  return async ({ metadata }, operations) => {
    if (current.patchFailure !== undefined) throw new Error(current.patchFailure);
    current.patches.push({ kind: kind.kind, name: metadata.name, operations });
  };
}

export function useObjectDialogs(
  _kind: ResourceKind,
  { metadata }: KubeObject,
  afterDelete: string,
): { editLabels: () => void; editAnnotations: () => void; deleteObject: () => void } {
  const open = (dialog: string): void => void current.opened.push(`${dialog} ${metadata.name}`);
  return {
    editLabels: () => open('labels'),
    editAnnotations: () => open('annotations'),
    deleteObject: () => open(`delete, then ${afterDelete},`),
  };
}

export function PageTabs({ tabs }: { object: KubeObject; tabs: PageTab[] }): ReactElement {
  const segment = useLocation().pathname.split('/').at(-1);
  const tab = tabs.find(({ href }) => href === segment) ?? tabs[0];
  return (
    <>
      <nav>{tabs.map(({ name }) => name).join(' ')}</nav>
      {tab && <tab.component />}
    </>
  );
}

export function ObjectLink(props: { kind: ResourceKind; name: string; namespace?: string }): ReactElement {
  return <Link to={`/${props.kind.plural}/${props.namespace ?? ''}/${props.name}`}>{props.name}</Link>;
}

export function Time({ value }: { value: string | undefined }): ReactElement {
  return <time>{value ?? '-'}</time>;
}

export function PageTitle(): ReactElement {
  return <></>;
}

export function PageHeading({ title, children }: { title: string; children?: ReactNode }): ReactElement {
  return (
    <header>
      <h1>{title}</h1>
      {children}
    </header>
  );
}

export function YamlEditor({ object }: { object: KubeObject }): ReactElement {
  return <textarea aria-label="YAML" readOnly value={JSON.stringify(object)} />;
}

export function EventStream({ object }: { object: KubeObject }): ReactElement {
  return <p>Events of {object.metadata.name}</p>;
}
