import { k8sCreateResource, k8sUpdateResource } from '@openshift-console/dynamic-plugin-sdk/lib/utils/k8s/k8s-resource';
import { getGroupVersionKindForResource } from '@openshift-console/dynamic-plugin-sdk/lib/utils/k8s/k8s-ref';
import type { ResourceYAMLEditorProps } from '@openshift-console/dynamic-plugin-sdk';
import { ActionList, ActionListItem, Alert, Button, PageSection, Title } from '@patternfly/react-core';
import { useState, type ReactElement } from 'react';
import { useNavigate } from 'react-router';
import { parse, stringify } from 'yaml';
import type { KubeObject } from '../../../../src/contract/kube-object';
import { resourceAddress, type K8sModel } from '../k8s-model';
import { CodeEditor } from './code-editor';
import { useModel } from './resource-link';

/** The YAML of an object with Save (or Create), Reload and Cancel; the server's refusal is shown below it. */
export function ResourceYamlEditor(props: ResourceYAMLEditorProps): ReactElement {
  const { initialResource, header, onSave, readOnly = false, create = false, onChange, hideHeader = false } = props;
  const navigate = useNavigate();
  const model = useModel(getGroupVersionKindForResource(initialResource));
  const [text, setText] = useState(() => stringify(initialResource));
  const [outcome, setOutcome] = useState<{ failure?: string; saved?: string }>({});
  const change = (next: string): void => {
    setText(next);
    onChange?.(next);
  };
  const save = (): void => {
    if (onSave) return onSave(text);
    saveObject({ text, model, create }).then(
      (saved) => {
        if (create && model)
          return void navigate(resourceAddress(model, saved.metadata.name, saved.metadata.namespace));
        setText(stringify(saved));
        setOutcome({
          saved: `${saved.metadata.name} has been updated to version ${saved.metadata.resourceVersion ?? ''}`,
        });
      },
      (error: unknown) => setOutcome({ failure: error instanceof Error ? error.message : String(error) }),
    );
  };
  return (
    <PageSection hasBodyWrapper={false}>
      {!hideHeader && header !== undefined && <Title headingLevel="h1">{header}</Title>}
      <CodeEditor value={text} minHeight="28rem" isReadOnly={readOnly} onChange={change} onSave={save} />
      {outcome.failure !== undefined && (
        <Alert isInline variant="danger" title="An error occurred" data-test="yaml-error">
          {outcome.failure}
        </Alert>
      )}
      {outcome.saved !== undefined && (
        <Alert isInline variant="success" title={outcome.saved} data-test="yaml-success" />
      )}
      <ActionList>
        {!readOnly && (
          <ActionListItem>
            <Button data-test="save-changes" onClick={save}>
              {create ? 'Create' : 'Save'}
            </Button>
          </ActionListItem>
        )}
        {!create && (
          <ActionListItem>
            <Button variant="secondary" data-test="reload-object" onClick={() => change(stringify(initialResource))}>
              Reload
            </Button>
          </ActionListItem>
        )}
        <ActionListItem>
          <Button variant="secondary" data-test="cancel" onClick={() => void navigate(-1)}>
            Cancel
          </Button>
        </ActionListItem>
      </ActionList>
    </PageSection>
  );
}

async function saveObject({
  text,
  model,
  create,
}: {
  text: string;
  model: K8sModel | undefined;
  create: boolean;
}): Promise<KubeObject> {
  const data = parse(text) as KubeObject;
  if (!model) throw new Error(`no kind ${data.kind ?? ''} in ${data.apiVersion ?? ''}`);
  return create ? k8sCreateResource({ model, data }) : k8sUpdateResource({ model, data });
}
