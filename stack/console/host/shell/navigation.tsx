import {
  isHrefNavItem,
  isResourceClusterNavItem,
  isResourceNSNavItem,
} from '@openshift-console/dynamic-plugin-sdk/lib/extensions/navigation';
import type { ExtensionK8sModel } from '@openshift-console/dynamic-plugin-sdk';
import { Nav, NavExpandable, NavItem as PatternFlyItem, NavList } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import { useSelector } from 'react-redux';
import { Link, useLocation } from 'react-router';
import { useActiveNamespace } from '../shims/active-namespace';
import { ALL_NAMESPACES } from '../shims/parse-namespace';
import { useExtensionsOf } from '../shims/extensions';
import type { RootState } from '../store/store';
import { isActiveItem, OWN_ITEMS, SECTIONS, sortNavItems, type NavItem } from './nav-items';

/** The navigation at the left: sections with the console's own links and those of plugins. */
export function Navigation(): ReactElement {
  const { pathname } = useLocation();
  const flags = useSelector(({ FLAGS }: RootState) => FLAGS);
  const isOn = ({ flags: needed = [] }: { flags?: readonly string[] }): boolean =>
    needed.every((flag) => flags.get(flag));
  const items = sortNavItems([...OWN_ITEMS.filter(isOn), ...usePluginItems()]);
  return (
    <Nav aria-label="Main navigation">
      <NavList>
        {SECTIONS.filter(isOn).map(({ id, name }) => {
          const inside = items.filter(({ section }) => section === id);
          const isActive = inside.some((item) => isActiveItem(item, pathname));
          if (inside.length === 0) return null;
          return (
            <NavExpandable
              key={id}
              title={name}
              isActive={isActive}
              isExpanded={isActive}
              data-test={`nav-section-${id}`}
            >
              {inside.map((item) => (
                <NavigationLink key={item.id} item={item} isActive={isActiveItem(item, pathname)} />
              ))}
            </NavExpandable>
          );
        })}
      </NavList>
    </Nav>
  );
}

/** As in the console, an item without a name is an empty link. */
function NavigationLink({ item, isActive }: { item: NavItem; isActive: boolean }): ReactElement {
  return (
    <PatternFlyItem isActive={isActive} itemId={item.id}>
      <Link to={item.href} data-test="nav" {...item.attributes} aria-current={isActive ? 'page' : undefined}>
        {item.name}
      </Link>
    </PatternFlyItem>
  );
}

interface ItemProperties {
  id: string;
  section?: string;
  name?: string;
  dataAttributes?: Record<string, string>;
  startsWith?: string[];
  insertBefore?: string | string[];
  insertAfter?: string | string[];
  perspective?: string;
}

function usePluginItems(): NavItem[] {
  const [namespace] = useActiveNamespace();
  const scope = namespace === ALL_NAMESPACES ? 'all-namespaces' : `ns/${namespace}`;
  const links = useExtensionsOf(isHrefNavItem).map(({ properties }) =>
    toItem(properties, properties.namespaced ? `${properties.href}/${scope}` : properties.href),
  );
  const cluster = useExtensionsOf(isResourceClusterNavItem).map(({ properties }) =>
    toItem(properties, `/k8s/cluster/${referenceOf(properties.model)}`),
  );
  const namespaced = useExtensionsOf(isResourceNSNavItem).map(({ properties }) =>
    toItem(properties, `/k8s/${scope}/${referenceOf(properties.model)}`),
  );
  return [...links, ...cluster, ...namespaced];
}

function toItem(properties: ItemProperties, href: string): NavItem {
  const {
    id,
    section = '',
    name = '',
    startsWith = [],
    insertBefore = [],
    insertAfter = [],
    dataAttributes = {},
  } = properties;
  return {
    ...{ id, section, name, href, startsWith },
    insertBefore: [insertBefore].flat(),
    insertAfter: [insertAfter].flat(),
    attributes: dataAttributes,
  };
}

function referenceOf({ group, version, kind }: ExtensionK8sModel): string {
  return `${group ?? 'core'}~${version}~${kind}`;
}
