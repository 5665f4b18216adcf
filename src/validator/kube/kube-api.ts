import { apiVersionOf } from '../../contract/kube-object';
import { KubeError } from '../kube-error';
import type { KubeApi, KubeObject, ObjectKey, ResourceKind } from '../ports';
import { resourcePath } from './resource-path';
import type { KubeTransport } from './transport';

const FIELD_MANAGER = 'kmm-preflight-validator';
/** An applied or patched object comes back as its metadata only: nobody reads the rest, and a PVO's status can be a megabyte. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';
const MAX_PAGE_BYTES = 64 << 20;

/** What part of a kind a list or watch covers. */
export interface ListScope {
  kind: ResourceKind;
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
}

export interface ListPage {
  items: KubeObject[];
  resourceVersion: string;
  /** Present when there is another page. */
  continueToken?: string;
}

/** What a cache needs of the API server. */
export interface WatchSource {
  listPage(scope: ListScope, page: { limit: number; continueToken?: string; signal: AbortSignal }): Promise<ListPage>;
  openWatch(
    scope: ListScope,
    from: { resourceVersion: string; timeoutSeconds: number; signal: AbortSignal },
  ): Promise<AsyncIterable<Uint8Array>>;
}

/** Single requests, list pages and watches over one transport. */
export class KubeClient implements KubeApi, WatchSource {
  constructor(private readonly transport: KubeTransport) {}

  async get<T extends KubeObject>(kind: ResourceKind, key: ObjectKey): Promise<T | undefined> {
    try {
      return (await this.transport.request({
        method: 'GET',
        path: resourcePath(kind, key.namespace, key.name),
      })) as T;
    } catch (error) {
      if (error instanceof KubeError && error.kind === 'NotFound') return undefined;
      throw error;
    }
  }

  async create<T extends KubeObject>(kind: ResourceKind, object: T): Promise<T> {
    const path = resourcePath(kind, object.metadata.namespace);
    const query = { fieldManager: FIELD_MANAGER };
    return (await this.transport.request({ method: 'POST', path, query, body: typed(kind, object) })) as T;
  }

  async replace<T extends KubeObject>(kind: ResourceKind, object: T): Promise<T> {
    const path = pathOf(kind, object);
    const query = { fieldManager: FIELD_MANAGER };
    return (await this.transport.request({ method: 'PUT', path, query, body: typed(kind, object) })) as T;
  }

  async apply(kind: ResourceKind, object: KubeObject): Promise<KubeObject> {
    return (await this.transport.request({
      method: 'PATCH',
      path: pathOf(kind, object),
      accept: METADATA_ONLY,
      query: { fieldManager: FIELD_MANAGER, force: 'true' },
      // JSON is YAML, and cheaper to write.
      contentType: 'application/apply-patch+yaml',
      body: typed(kind, object),
    })) as KubeObject;
  }

  async mergePatch(kind: ResourceKind, key: ObjectKey, body: object, subresource?: 'status'): Promise<KubeObject> {
    const object = resourcePath(kind, key.namespace, key.name);
    return (await this.transport.request({
      method: 'PATCH',
      path: subresource ? `${object}/${subresource}` : object,
      query: { fieldManager: FIELD_MANAGER },
      contentType: 'application/merge-patch+json',
      accept: METADATA_ONLY,
      body,
    })) as KubeObject;
  }

  async delete(kind: ResourceKind, key: ObjectKey, uid?: string): Promise<void> {
    const body = {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: 'Background',
      ...(uid ? { preconditions: { uid } } : {}),
    };
    try {
      await this.transport.request({ method: 'DELETE', path: resourcePath(kind, key.namespace, key.name), body });
    } catch (error) {
      if (!(error instanceof KubeError && error.kind === 'NotFound')) throw error;
    }
  }

  /** One page of a consistent list. Throws KubeError, `Gone` when the continue token is too old. */
  async listPage(
    scope: ListScope,
    page: { limit: number; continueToken?: string; signal: AbortSignal },
  ): Promise<ListPage> {
    const answer = (await this.transport.request({
      method: 'GET',
      path: resourcePath(scope.kind, scope.namespace),
      query: {
        ...selectors(scope),
        limit: String(page.limit),
        ...(page.continueToken ? { continue: page.continueToken } : {}),
      },
      maxBytes: MAX_PAGE_BYTES,
      signal: page.signal,
    })) as { items?: KubeObject[] | null; metadata?: { resourceVersion?: string; continue?: string } };
    const continueToken = answer.metadata?.continue;
    return {
      items: answer.items ?? [],
      resourceVersion: answer.metadata?.resourceVersion ?? '',
      ...(continueToken ? { continueToken } : {}),
    };
  }

  /** Opens a watch with bookmarks; the answer is one JSON event a line. `signal` ends it. Throws KubeError. */
  async openWatch(
    scope: ListScope,
    from: { resourceVersion: string; timeoutSeconds: number; signal: AbortSignal },
  ): Promise<AsyncIterable<Uint8Array>> {
    return this.transport.stream({
      method: 'GET',
      path: resourcePath(scope.kind, scope.namespace),
      query: {
        ...selectors(scope),
        watch: 'true',
        allowWatchBookmarks: 'true',
        resourceVersion: from.resourceVersion,
        timeoutSeconds: String(from.timeoutSeconds),
      },
      signal: from.signal,
    });
  }
}

function pathOf(kind: ResourceKind, object: KubeObject): string {
  return resourcePath(kind, object.metadata.namespace, object.metadata.name);
}

/** Writes need apiVersion and kind; objects out of lists may lack them. */
function typed(kind: ResourceKind, object: KubeObject): KubeObject {
  return { ...object, apiVersion: apiVersionOf(kind), kind: kind.kind };
}

function selectors(scope: ListScope): Record<string, string> {
  return {
    ...(scope.labelSelector ? { labelSelector: scope.labelSelector } : {}),
    ...(scope.fieldSelector ? { fieldSelector: scope.fieldSelector } : {}),
  };
}
