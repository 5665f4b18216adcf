/** One link of the navigation. */
export interface NavItem {
  id: string;
  section: string;
  name: string;
  href: string;
  /** Further beginnings of addresses that make it the active one. */
  startsWith: readonly string[];
  insertAfter: readonly string[];
  insertBefore: readonly string[];
  /** Attributes for tests, from the plugin. */
  attributes: Readonly<Record<string, string>>;
  /** Shown only when all of them are on. */
  flags?: readonly string[];
}

interface NavSection {
  id: string;
  name: string;
  flags?: readonly string[];
}

/** Sections of the administrator's perspective; the ids have been the same since 4.20. */
export const SECTIONS: readonly NavSection[] = [
  { id: 'home', name: 'Home' },
  { id: 'ecosystem', name: 'Ecosystem' },
  { id: 'workloads', name: 'Workloads' },
  { id: 'networking', name: 'Networking' },
  { id: 'storage', name: 'Storage' },
  { id: 'builds', name: 'Builds' },
  { id: 'compute', name: 'Compute', flags: ['CAN_LIST_NODE'] },
  { id: 'usermanagement', name: 'User Management', flags: ['CAN_LIST_NS'] },
  { id: 'administration', name: 'Administration' },
  { id: 'observe', name: 'Observe' },
];

const own = (section: string, id: string, name: string, href: string): NavItem => ({
  ...{ id, section, name, href, startsWith: [], insertAfter: [], insertBefore: [], attributes: {} },
});

/** Links of the console's own that lead to something here; a section without any link is not shown. */
export const OWN_ITEMS: readonly NavItem[] = [
  own('home', 'dashboards', 'Overview', '/dashboards'),
  own('home', 'search', 'Search', '/search/all-namespaces'),
  own('workloads', 'pods', 'Pods', '/k8s/all-namespaces/pods'),
  own('workloads', 'secrets', 'Secrets', '/k8s/all-namespaces/secrets'),
  own('workloads', 'configmaps', 'ConfigMaps', '/k8s/all-namespaces/configmaps'),
  own('compute', 'nodes', 'Nodes', '/k8s/cluster/nodes'),
  own(
    ...(['compute', 'machineconfigpools', 'MachineConfigPools'] as const),
    '/k8s/cluster/machineconfiguration.openshift.io~v1~MachineConfigPool',
  ),
  own('usermanagement', 'serviceaccounts', 'ServiceAccounts', '/k8s/all-namespaces/serviceaccounts'),
  {
    ...own('administration', 'clustersettings', 'Cluster Settings', '/settings/cluster'),
    flags: ['CLUSTER_VERSION', 'CAN_GET_CLUSTER_VERSION'],
  },
  { ...own('administration', 'namespaces', 'Namespaces', '/k8s/cluster/namespaces'), flags: ['CAN_LIST_NS'] },
];

/** Puts each item with a wish after, or before, the first item that it names and that is there. */
export function sortNavItems(items: readonly NavItem[]): NavItem[] {
  const isPlaced = ({ insertAfter, insertBefore }: NavItem): boolean => insertAfter.length + insertBefore.length === 0;
  const sorted = items.filter(isPlaced);
  for (const item of items.filter((candidate) => !isPlaced(candidate))) {
    const indexOf = (ids: readonly string[]): number => sorted.findIndex(({ id }) => ids.includes(id));
    const before = indexOf(item.insertBefore);
    const after = indexOf(item.insertAfter);
    const at = before >= 0 ? before : after >= 0 ? after + 1 : sorted.length;
    sorted.splice(at, 0, item);
  }
  return sorted;
}

/** Whether the address is of this item. */
export function isActiveItem({ href, startsWith }: NavItem, path: string): boolean {
  const parts = path.split('/');
  // The namespace is no part of what an item is about.
  const kind = href.startsWith('/k8s/') ? href.split('/').pop() : undefined;
  return (
    path === href || path.startsWith(`${href}/`) || parts.some((part) => part === kind || startsWith.includes(part))
  );
}
