import { useK8sModels } from '@openshift-console/dynamic-plugin-sdk/lib/utils/k8s/hooks/useK8sModels';
import { FormSelect, FormSelectOption, PageSection, SearchInput } from '@patternfly/react-core';
import type { ReactElement } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { referenceFor, type K8sModel } from '../k8s-model';
import { ListPageHeader } from '../shims/list-page';
import { NamespaceBar } from '../shims/namespace-bar';
import { useDescribedModel } from '../shims/resource-link';
import { ResourceList } from './resource-pages';

/** Home > Search: `?kind=<reference>&q=<label selector>&name=<text>`; the list of the kind is embedded. */
export function SearchPage(): ReactElement {
  const { ns } = useParams();
  const [query, setQuery] = useSearchParams();
  const [models] = useK8sModels() as [Record<string, K8sModel>, boolean];
  const model = useDescribedModel(query.get('kind') ?? undefined);
  const change = (name: string, value: string): void =>
    setQuery((current) => {
      if (value === '') current.delete(name);
      else current.set(name, value);
      return current;
    });
  const nameFilter = query.get('name') ?? '';
  const matchLabels = parseLabels(query.get('q') ?? '');
  const kinds = Object.values(models).map((known) => ({
    reference: known.crd ? referenceFor(known) : known.kind,
    known,
  }));
  return (
    <>
      <NamespaceBar />
      <ListPageHeader title="Search" />
      <PageSection hasBodyWrapper={false}>
        <FormSelect
          aria-label="Resources"
          value={query.get('kind') ?? ''}
          onChange={(_event, kind) => change('kind', kind)}
        >
          <FormSelectOption value="" label="Select a kind" />
          {kinds.map(({ reference, known }) => (
            <FormSelectOption key={reference} value={reference} label={`${known.kind} ${known.apiGroup ?? ''}`} />
          ))}
        </FormSelect>
        <SearchInput aria-label="Name" value={nameFilter} onChange={(_event, value) => change('name', value)} />
        {model && (
          <ResourceList
            key={referenceFor(model)}
            model={model}
            embedding={{
              ...(ns !== undefined && { namespace: ns }),
              ...{
                showTitle: false,
                hideTextFilter: true,
                hideNameLabelFilters: true,
                hideColumnManagement: true,
                nameFilter,
              },
              ...(Object.keys(matchLabels).length > 0 && { selector: { matchLabels } }),
            }}
          />
        )}
      </PageSection>
    </>
  );
}

function parseLabels(text: string): Record<string, string> {
  const pairs = text.split(',').filter((pair) => pair.includes('='));
  return Object.fromEntries(pairs.map((pair) => pair.split('=', 2) as [string, string]));
}
