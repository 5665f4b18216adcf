import type { KubeObject, ResourceKind } from '../contract/kube-object';
import { apiVersionOf } from '../contract/kube-object';

/** One request to an API server, as a control plane of the local stack takes it. */
export interface PlaneCall {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
  contentType?: string;
  token?: string;
}

/** What a test needs of a control plane; the local stack's has it. */
export interface TestControlPlane {
  url: string;
  call(call: PlaneCall): Promise<{ status: number; body: unknown }>;
  tokenFor(user: string): string;
  kubeconfig(user: string): string;
  writeKubeconfig(user: string, path: string): Promise<void>;
  kill(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface Key {
  namespace?: string | undefined;
  name: string;
}

/** Path of a collection, or of one object of it. */
export function pathOf(kind: ResourceKind, key: Partial<Key> = {}): string {
  const root = kind.group === '' ? '/api' : '/apis';
  const namespace = kind.namespaced && key.namespace !== undefined ? `/namespaces/${key.namespace}` : '';
  const name = key.name === undefined ? '' : `/${key.name}`;
  return `${root}/${apiVersionOf(kind)}${namespace}/${kind.plural}${name}`;
}

/** The API server through an administrator's eyes: every method throws the server's own words unless told otherwise. */
export class ClusterClient {
  constructor(private readonly plane: TestControlPlane) {}

  create<T extends KubeObject>(kind: ResourceKind, object: KubeObject): Promise<T> {
    const { namespace } = object.metadata;
    const path = pathOf(kind, { ...(namespace !== undefined && { namespace }) });
    return this.expectOk({
      method: 'POST',
      path,
      body: { apiVersion: apiVersionOf(kind), kind: kind.kind, ...object },
    });
  }

  /** Throws also when there is none. */
  get<T extends KubeObject>(kind: ResourceKind, key: Key): Promise<T> {
    return this.expectOk({ path: pathOf(kind, key) });
  }

  async list<T extends KubeObject>(kind: ResourceKind, namespace?: string): Promise<T[]> {
    const path = pathOf(kind, { ...(namespace !== undefined && { namespace }) });
    const { items } = await this.expectOk<{ items: T[] }>({ path });
    return items;
  }

  /** JSON merge patch. */
  patch<T extends KubeObject>(kind: ResourceKind, key: Key, body: object, subresource?: 'status'): Promise<T> {
    const path = pathOf(kind, key) + (subresource === undefined ? '' : `/${subresource}`);
    return this.expectOk({ method: 'PATCH', path, body });
  }

  /** An absent object is fine. */
  async remove(kind: ResourceKind, key: Key): Promise<void> {
    const { status } = await this.plane.call({ method: 'DELETE', path: pathOf(kind, key) });
    if (status !== 200 && status !== 202 && status !== 404) throw new Error(`deletion answered ${status}`);
  }

  async removeAll(kind: ResourceKind, namespace?: string): Promise<void> {
    const objects = await this.list(kind, namespace);
    await Promise.all(
      objects.map(({ metadata: { name, namespace: of } }) => this.remove(kind, { namespace: of, name })),
    );
  }

  private async expectOk<T>(call: PlaneCall): Promise<T> {
    const { status, body } = await this.plane.call(call);
    if (status >= 200 && status < 300) return body as T;
    throw new Error(`${call.method ?? 'GET'} ${call.path} answered ${status}: ${JSON.stringify(body).slice(0, 500)}`);
  }
}
