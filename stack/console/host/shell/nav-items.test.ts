import { isActiveItem, OWN_ITEMS, sortNavItems, type NavItem } from './nav-items';

const item = (id: string, rest: Partial<NavItem> = {}): NavItem => ({
  ...{ id, section: 'compute', name: id, href: `/k8s/cluster/g~v1~${id}`, startsWith: [], attributes: {} },
  ...{ insertAfter: [], insertBefore: [] },
  ...rest,
});
const idsOf = (items: NavItem[]): string[] => items.map(({ id }) => id);

test('an item comes after the first that it names, and last when that is not there', () => {
  const late = item('x', { insertAfter: ['missing', 'nodes'] });
  expect(idsOf(sortNavItems([late, item('nodes'), item('z')]))).toEqual(['nodes', 'x', 'z']);
  expect(idsOf(sortNavItems([item('y', { insertAfter: ['missing'] }), item('z')]))).toEqual(['z', 'y']);
  expect(idsOf(sortNavItems([item('y', { insertBefore: ['z'] }), item('z')]))).toEqual(['y', 'z']);
});

test('the place that the console has for kernel modules is there', () => {
  expect(idsOf([...OWN_ITEMS])).toContain('machineconfigpools');
});

test('an item is active on its pages, in any namespace, and on those of another version that it names', () => {
  const modules = item('Module', { href: '/k8s/all-namespaces/g~v1~Module', startsWith: ['g~v2~Module'] });
  expect(isActiveItem(modules, '/k8s/ns/gpu/g~v1~Module/a/yaml')).toBe(true);
  expect(isActiveItem(modules, '/k8s/ns/gpu/g~v2~Module/a')).toBe(true);
  expect(isActiveItem(modules, '/k8s/ns/gpu/g~v1~ModuleX')).toBe(false);
  const settings = item('s', { href: '/settings/cluster' });
  expect(isActiveItem(settings, '/settings/cluster/kernel-modules')).toBe(true);
  expect(isActiveItem(settings, '/k8s/cluster/nodes')).toBe(false);
  expect(isActiveItem(item('d', { href: '/dashboards' }), '/dashboards')).toBe(true);
});
