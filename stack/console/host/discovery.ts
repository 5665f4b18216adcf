import type { K8sModel } from './k8s-model';
import { consoleFetchJSON } from './shims/console-fetch';

interface DiscoveredResource {
  resource: string;
  responseKind: { kind: string };
  scope: 'Cluster' | 'Namespaced';
  verbs: string[];
  shortNames?: string[];
}

interface DiscoveredGroup {
  metadata: { name?: string };
  versions: { version: string; resources?: DiscoveredResource[] }[];
}

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Every kind in every version that the API server serves, from its two discovery documents. */
export async function fetchModels(): Promise<K8sModel[]> {
  const read = async (path: string): Promise<DiscoveredGroup[]> => {
    const headers = { Accept: AGGREGATED };
    const { items } = (await consoleFetchJSON(`/api/kubernetes/${path}`, 'GET', { headers })) as {
      items: DiscoveredGroup[];
    };
    return items;
  };
  const groups = [...(await read('api')), ...(await read('apis'))];
  const models = groups.flatMap((group) =>
    group.versions.flatMap(({ version, resources = [] }) =>
      resources.map((resource) => toModel(group.metadata.name ?? '', version, resource)),
    ),
  );
  return models.map((model, at) => (isNameTaken(models, at) ? { ...model, crd: true } : model));
}

/** Events are served in two groups: the first, of the core, has the short name. */
function isNameTaken(models: readonly K8sModel[], at: number): boolean {
  const first = models.findIndex(({ kind, crd }) => kind === models[at]?.kind && crd === false);
  return first >= 0 && first < at;
}

function toModel(group: string, version: string, resource: DiscoveredResource): K8sModel {
  const kind = resource.responseKind.kind;
  return {
    kind,
    label: kind,
    labelPlural: pluralize(kind),
    abbr: abbreviate(kind),
    plural: resource.resource,
    apiVersion: version,
    ...(group !== '' && { apiGroup: group }),
    namespaced: resource.scope === 'Namespaced',
    verbs: resource.verbs as NonNullable<K8sModel['verbs']>,
    // The console knows Kubernetes' own kinds by name alone.
    crd: isCustom(group),
    ...(resource.shortNames && { shortNames: resource.shortNames }),
  };
}

/** `kmm.sigs.x-k8s.io` is a custom group although it ends like Kubernetes' own. */
function isCustom(group: string): boolean {
  return group.includes('.') && (!group.endsWith('.k8s.io') || group.includes('.sigs.'));
}

/** Upper-case letters, at most four: `PreflightValidationOCP` is PVOC. */
function abbreviate(kind: string): string {
  return kind.replace(/[^A-Z]/g, '').slice(0, 4);
}

function pluralize(kind: string): string {
  if (/(s|x|ch)$/.test(kind)) return `${kind}es`;
  return /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}
