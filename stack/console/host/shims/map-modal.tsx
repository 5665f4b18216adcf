import { useOverlay } from '@openshift-console/dynamic-plugin-sdk/lib/app/modal-support/useOverlay';
import { k8sPatchResource } from '@openshift-console/dynamic-plugin-sdk/lib/utils/k8s/k8s-resource';
import { getGroupVersionKindForResource } from '@openshift-console/dynamic-plugin-sdk/lib/utils/k8s/k8s-ref';
import type { K8sResourceCommon } from '@openshift-console/dynamic-plugin-sdk';
import { Alert, Button, Modal, ModalBody, ModalFooter, ModalHeader, TextArea } from '@patternfly/react-core';
import { useState, type ReactElement } from 'react';
import type { K8sModel } from '../k8s-model';
import { useModel } from './resource-link';

type MapField = 'labels' | 'annotations';
const TITLES: Readonly<Record<MapField, string>> = { labels: 'Edit labels', annotations: 'Edit annotations' };

/** Returns what opens the dialog for an object's labels. */
export function useLabelsModal(resource: K8sResourceCommon): () => void {
  return useMapModal(resource, 'labels');
}

/** Returns what opens the dialog for an object's annotations. */
export function useAnnotationsModal(resource: K8sResourceCommon): () => void {
  return useMapModal(resource, 'annotations');
}

function useMapModal(resource: K8sResourceCommon, field: MapField): () => void {
  const launchOverlay = useOverlay();
  const model = useModel(getGroupVersionKindForResource(resource));
  return () => {
    if (model) launchOverlay(MapDialog, { resource, field, model });
  };
}

/** One `key=value` a line. */
function MapDialog(props: {
  resource: K8sResourceCommon;
  field: MapField;
  model: K8sModel;
  closeOverlay: () => void;
}): ReactElement {
  const { resource, field, model, closeOverlay } = props;
  const current = resource.metadata?.[field];
  const [text, setText] = useState(() => printMap(current ?? {}));
  const [failure, setFailure] = useState<string>();
  const save = (): void => {
    const operation = { op: current ? 'replace' : 'add', path: `/metadata/${field}`, value: parseMap(text) };
    k8sPatchResource({ model, resource, data: [operation] }).then(closeOverlay, (error: unknown) =>
      setFailure(error instanceof Error ? error.message : String(error)),
    );
  };
  return (
    <Modal isOpen variant="medium" onClose={closeOverlay} aria-labelledby="map-title">
      <ModalHeader title={TITLES[field]} labelId="map-title" />
      <ModalBody>
        <TextArea
          aria-label={`${TITLES[field]}, one key=value a line`}
          value={text}
          autoResize
          onChange={(_event, next) => setText(next)}
        />
        {failure !== undefined && (
          <Alert isInline variant="danger" title="An error occurred">
            {failure}
          </Alert>
        )}
      </ModalBody>
      <ModalFooter>
        <Button data-test="confirm-action" onClick={save}>
          Save
        </Button>
        <Button variant="link" data-test="cancel-action" onClick={closeOverlay}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  );
}

function printMap(map: Record<string, string>): string {
  return Object.entries(map)
    .map(([key, value]) => `${key}=${value}`)
    .join('\n');
}

function parseMap(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.includes('=') ? line.indexOf('=') : line.length;
      return [line.slice(0, at).trim(), line.slice(at + 1)];
    }),
  );
}
