import { useFlag } from '@openshift-console/dynamic-plugin-sdk/lib/utils/flags';
import {
  FormSelect,
  FormSelectOption,
  PageSection,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from '@patternfly/react-core';
import type { ReactElement, ReactNode } from 'react';
import type { KubeObject } from '../../../../src/contract/kube-object';
import { useActiveNamespace } from './active-namespace';
import { ALL_NAMESPACES } from './parse-namespace';
import { useWatch } from './use-watch';

const NAMESPACES = { groupVersionKind: { version: 'v1', kind: 'Namespace' }, isList: true };

/** Chooses the namespace of a page. Who may not list namespaces sees the one in use. */
export function NamespaceBar(props: {
  onNamespaceChange?: (namespace: string) => void;
  isDisabled?: boolean;
  children?: ReactNode;
}): ReactElement {
  const { onNamespaceChange, isDisabled = false, children } = props;
  const [active, setActive] = useActiveNamespace();
  const canList = useFlag('CAN_LIST_NS');
  const [namespaces] = useWatch<KubeObject[]>(canList ? NAMESPACES : null);
  const names = new Set([...(active === ALL_NAMESPACES ? [] : [active]), ...(namespaces ?? []).map(nameOf)]);
  const change = (namespace: string): void => {
    setActive(namespace);
    onNamespaceChange?.(namespace);
  };
  return (
    <PageSection padding={{ default: 'noPadding' }} hasBodyWrapper={false} data-test="namespace-bar">
      <Toolbar inset={{ default: 'insetLg' }}>
        <ToolbarContent>
          <ToolbarItem>
            <FormSelect
              aria-label="Namespace"
              value={active}
              isDisabled={isDisabled}
              onChange={(_event, namespace) => change(namespace)}
            >
              <FormSelectOption value={ALL_NAMESPACES} label="All namespaces" />
              {[...names].sort().map((name) => (
                <FormSelectOption key={name} value={name} label={name} />
              ))}
            </FormSelect>
          </ToolbarItem>
          {children}
        </ToolbarContent>
      </Toolbar>
    </PageSection>
  );
}

function nameOf({ metadata }: KubeObject): string {
  return metadata.name;
}
