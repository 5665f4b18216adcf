import { isHorizontalNavTab } from '@openshift-console/dynamic-plugin-sdk/lib/extensions/horizontal-nav-tabs';
import { getGroupVersionKindForResource } from '@openshift-console/dynamic-plugin-sdk/lib/utils/k8s/k8s-ref';
import type { K8sResourceCommon } from '@openshift-console/dynamic-plugin-sdk';
import { Tab, Tabs, TabsComponent, TabTitleText } from '@patternfly/react-core';
import type { ComponentType, ReactElement } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
import { ErrorBoundary, PluginComponent } from '../code-ref';
import { useExtensionsOf } from './extensions';

interface NavPage {
  href?: string;
  path?: string;
  name?: string;
  component?: ComponentType<TabProps>;
}

/** What a page of a tab is given. */
interface TabProps {
  obj: K8sResourceCommon | undefined;
  params: Readonly<Record<string, string | undefined>>;
  customData?: object | undefined;
}

interface ShownTab {
  href: string;
  name: string;
  draw: (props: TabProps) => ReactElement;
}

/**
 * Tabs of a page: its own, then those of plugins for exactly this group, version and kind, by name. The last segment of
 * the address selects the tab; when it names none it belongs to the page and the first tab is shown.
 */
export function HorizontalNav(props: {
  resource?: K8sResourceCommon;
  pages: NavPage[];
  customData?: object;
}): ReactElement {
  const { resource, pages, customData } = props;
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const params = useParams();
  const tabs = [...pages.map(ownTab), ...usePluginTabs(resource)];
  const last = pathname.split('/').pop() ?? '';
  const active = tabs.find(({ href }) => href !== '' && href === last) ?? tabs[0];
  const base = active && active.href === last ? pathname.slice(0, -last.length - 1) : pathname.replace(/\/$/, '');
  const address = (href: string): string => (href === '' ? base : `${base}/${href}`);
  return (
    <>
      <Tabs activeKey={active?.href ?? ''} component={TabsComponent.nav} usePageInsets aria-label="Tabs of this page">
        {tabs.map(({ href, name }) => (
          <Tab
            key={href}
            eventKey={href}
            title={<TabTitleText>{name}</TabTitleText>}
            href={address(href)}
            data-test-id={`horizontal-link-${name}`}
            onClick={(event) => {
              event.preventDefault();
              void navigate(address(href));
            }}
          />
        ))}
      </Tabs>
      <ErrorBoundary key={active?.href}>{active?.draw({ obj: resource, params, customData })}</ErrorBoundary>
    </>
  );
}

function ownTab({ href, path, name, component: Component }: NavPage): ShownTab {
  return {
    href: href ?? path ?? '',
    name: name ?? '',
    draw: (props) => (Component ? <Component {...props} /> : <></>),
  };
}

function usePluginTabs(resource: K8sResourceCommon | undefined): ShownTab[] {
  const extensions = useExtensionsOf(isHorizontalNavTab);
  const shown = getGroupVersionKindForResource(resource as K8sResourceCommon);
  return extensions
    .filter(({ properties: { model } }) => {
      const { group, version, kind } = shown ?? {};
      return model.group === group && model.version === version && model.kind === kind;
    })
    .map(({ properties: { page, component } }): ShownTab => ({
      ...page,
      draw: (props) => <PluginComponent reference={component as never} props={props} />,
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}
