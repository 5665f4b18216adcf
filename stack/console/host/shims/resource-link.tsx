import { isModelMetadata } from '@openshift-console/dynamic-plugin-sdk/lib/extensions/resource-metadata';
import { useK8sModel } from '@openshift-console/dynamic-plugin-sdk/lib/utils/k8s/hooks/useK8sModel';
import type { K8sGroupVersionKind, ResourceLinkProps } from '@openshift-console/dynamic-plugin-sdk';
import { Truncate } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { resourceAddress, type K8sModel } from '../k8s-model';
import { useExtensionsOf } from './extensions';

type KindReference = K8sGroupVersionKind | string;

/** A kind with what plugins say about it: group alone, group and kind, then with version, the last one wins. */
export function useDescribedModel(kind: KindReference | undefined): K8sModel | undefined {
  const model = useModel(kind);
  const metadata = useExtensionsOf(isModelMetadata);
  if (!model) return undefined;
  return metadata
    .map(({ properties }) => properties)
    .filter((properties) => describes(properties.model, model))
    .sort((a, b) => Object.keys(a.model).length - Object.keys(b.model).length)
    .reduce<K8sModel>((described, properties) => ({ ...described, ...wordsOf(properties) }), model);
}

/** A kind as discovery found it. */
export function useModel(kind: KindReference | undefined): K8sModel | undefined {
  return useK8sModel(kind)[0];
}

/** The group must be the same; kind and version only where they are given. */
function describes(
  { group, version, kind }: { group?: string; version?: string; kind?: string },
  model: K8sModel,
): boolean {
  return (
    group === model.apiGroup &&
    (version === undefined || version === model.apiVersion) &&
    (kind === undefined || kind === model.kind)
  );
}

type Words = Partial<Pick<K8sModel, 'color' | 'label' | 'labelPlural' | 'abbr'>>;

function wordsOf({ color, label, labelPlural, abbr }: Words): Words {
  const given = Object.entries({ color, label, labelPlural, abbr }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

/** The coloured short name of a kind. */
export function ResourceIcon({ kind, groupVersionKind }: KindProps): ReactElement | null {
  const model = useDescribedModel(groupVersionKind ?? kind);
  if (!model) return null;
  return (
    <span className="host-resource-icon" title={model.label} style={{ backgroundColor: model.color }}>
      {model.abbr}
    </span>
  );
}

/** A kind by reference (older plugins) or by its parts. */
interface KindProps {
  kind?: string;
  groupVersionKind?: K8sGroupVersionKind;
}

/** Name of an object with the icon of its kind, as a link to its page. */
export function ResourceLink(props: Omit<ResourceLinkProps, 'kind'> & KindProps): ReactElement | null {
  const { kind, groupVersionKind, name, namespace, linkTo = true, hideIcon = false } = props;
  const reference = groupVersionKind ?? kind;
  const model = useModel(reference);
  if (reference === undefined) return null;
  const address = linkTo && model && name !== undefined ? resourceAddress(model, name, namespace) : undefined;
  return (
    <span className="host-resource-link" title={props.title}>
      {!hideIcon && (
        <ResourceIcon {...(typeof reference === 'string' ? { kind: reference } : { groupVersionKind: reference })} />
      )}
      <LinkText {...props} address={address} />
      {props.children}
    </span>
  );
}

function LinkText(props: Omit<ResourceLinkProps, 'kind'> & { address: string | undefined }): ReactElement {
  const {
    address,
    name = '',
    displayName = name,
    truncate = false,
    nameSuffix,
    dataTest = displayName,
    onClick,
  } = props;
  const text = truncate ? <Truncate content={displayName} /> : displayName;
  if (address === undefined) {
    return (
      <span data-test={dataTest}>
        {text}
        {nameSuffix}
      </span>
    );
  }
  return (
    <Link to={address} data-test={dataTest} onClick={onClick}>
      {text}
      {nameSuffix}
    </Link>
  );
}
