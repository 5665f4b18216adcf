import { apiVersionOf, type KubeObject, type ResourceKind } from '../src/contract/kube-object';
import { resourcePath } from '../src/validator/kube/resource-path';
import { expectOk, type ApiAnswer, type ApiCall } from './control-plane/api-caller';

/** The part of a control plane that takes requests. */
export interface CallsApi {
  call(call: ApiCall): Promise<ApiAnswer>;
}

/** Makes an object be as given, by server-side apply as the administrator. Throws with the API server's message. */
export async function applyObject(
  { call }: CallsApi,
  kind: ResourceKind,
  object: KubeObject,
  subresource = '',
): Promise<KubeObject> {
  const path = resourcePath(kind, object.metadata.namespace, object.metadata.name);
  const answer = await call({
    method: 'PATCH',
    path: `${path}${subresource}?fieldManager=local-stack&force=true`,
    contentType: 'application/apply-patch+yaml',
    body: { ...object, apiVersion: apiVersionOf(kind), kind: kind.kind },
  });
  return expectOk<KubeObject>(answer);
}
