import type { KubeObject, ResourceKind } from '../../contract/kube-object';
import type { AccessQuery, PatchOperation, WatchQuery } from '../console/sdk';

/** What a watch answers: the SDK's `[data, loaded, error]`. */
type Answer = [unknown, boolean, unknown];

interface Patched {
  kind: string;
  name: string;
  operations: PatchOperation[];
}

/** The error that the SDK gives for a kind that the API server does not serve. */
const NO_MODEL = { message: 'Model does not exist' };

/**
 * The cluster and the console of a test. It answers as the SDK was seen to: an empty list that is not loaded before
 * the first answer, `loaded` false after a refusal, an unknown kind loaded at once.
 */
export class FakeConsole {
  readonly patches: Patched[] = [];
  readonly opened: string[] = [];
  /** Set to have the next patches refused with these words. */
  patchFailure: string | undefined;
  private readonly objects = new Map<string, KubeObject[]>();
  private readonly errors = new Map<string, unknown>();
  private readonly refused = new Set<string>();
  private readonly answers = new Map<string, Answer>();
  private readonly listeners = new Set<() => void>();

  /** The kind is served and holds these objects. */
  serve(kind: ResourceKind, objects: KubeObject[]): void {
    this.objects.set(kind.kind, objects);
    this.change();
  }

  /** The kind is served, and its first answer never comes. */
  keepWaiting(kind: ResourceKind): void {
    this.objects.delete(kind.kind);
    this.errors.set(kind.kind, undefined);
    this.change();
  }

  /** Watching the kind gives an error; objects that were served stay. */
  fail(kind: ResourceKind, error: unknown): void {
    this.errors.set(kind.kind, error);
    this.change();
  }

  /** The access review says no to a verb, for all namespaces. */
  refuse(kind: ResourceKind, ...verbs: AccessQuery['verb'][]): void {
    for (const verb of verbs) this.refused.add(`${verb} ${kind.kind}`);
    this.change();
  }

  mayDo({ kind, verb }: AccessQuery): boolean {
    return !this.refused.has(`${verb} ${kind.kind}`);
  }

  answer(query: WatchQuery | null): Answer {
    const key = JSON.stringify(query);
    const known = this.answers.get(key);
    if (known) return known;
    const answer = query ? this.look(query) : ([undefined, true, undefined] satisfies Answer);
    this.answers.set(key, answer);
    return answer;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private look({ kind, name, labels = {} }: WatchQuery): Answer {
    const nothing = name === undefined ? [] : {};
    const all = this.objects.get(kind.kind);
    const error = this.errors.get(kind.kind);
    if (!all && error) return [nothing, false, error];
    if (!all) return this.errors.has(kind.kind) ? [nothing, false, undefined] : [nothing, true, NO_MODEL];
    if (name === undefined) {
      const wanted = Object.entries(labels);
      return [all.filter(({ metadata }) => wanted.every(([k, v]) => metadata.labels?.[k] === v)), !error, error];
    }
    const found = all.find(({ metadata }) => metadata.name === name);
    return found ? [found, !error, error] : [nothing, false, error ?? { code: 404, message: `${name} not found` }];
  }

  private change(): void {
    this.answers.clear();
    for (const listener of this.listeners) listener();
  }
}
