import { useOverlay } from '@openshift-console/dynamic-plugin-sdk/lib/app/modal-support/useOverlay';
import { k8sDeleteResource } from '@openshift-console/dynamic-plugin-sdk/lib/utils/k8s/k8s-resource';
import { getGroupVersionKindForResource } from '@openshift-console/dynamic-plugin-sdk/lib/utils/k8s/k8s-ref';
import type { K8sResourceCommon, UseDeleteModal } from '@openshift-console/dynamic-plugin-sdk';
import { Alert, Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { useState, type ReactElement, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { resourceAddress } from '../k8s-model';
import { useModel } from './resource-link';

interface DeleteDialogProps {
  resource: K8sResourceCommon;
  message: ReactNode;
  buttonText: ReactNode;
  remove: () => Promise<unknown>;
  afterwards: () => void;
  closeOverlay: () => void;
}

/** Returns what opens the dialog that deletes an object; afterwards the page is that of `redirectTo`, else the list. */
export const useDeleteModal: UseDeleteModal = (...request) => {
  const [resource, redirectTo, message, buttonText, deleteAllResources] = request;
  const launchOverlay = useOverlay();
  const navigate = useNavigate();
  const model = useModel(getGroupVersionKindForResource(resource));
  return () => {
    if (!model) return;
    launchOverlay(DeleteDialog, {
      resource,
      message,
      buttonText: buttonText ?? 'Delete',
      remove: deleteAllResources ?? (() => k8sDeleteResource({ model, resource })),
      afterwards: () => void navigate(redirectTo ?? resourceAddress(model, undefined, resource.metadata?.namespace)),
    });
  };
};

function DeleteDialog(props: DeleteDialogProps): ReactElement {
  const { resource, message, buttonText, remove, afterwards, closeOverlay } = props;
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const { name, namespace } = resource.metadata ?? {};
  const confirm = (): void => {
    setBusy(true);
    remove().then(
      () => {
        closeOverlay();
        afterwards();
      },
      (error: unknown) => {
        setBusy(false);
        setFailure(error instanceof Error ? error.message : String(error));
      },
    );
  };
  return (
    <Modal isOpen variant="small" onClose={closeOverlay} aria-labelledby="delete-title">
      <ModalHeader title={`Delete ${resource.kind ?? ''}?`} titleIconVariant="warning" labelId="delete-title" />
      <ModalBody>
        <p>
          Are you sure you want to delete <strong>{name}</strong>
          {namespace !== undefined && (
            <>
              {' '}
              in namespace <strong>{namespace}</strong>
            </>
          )}
          ?
        </p>
        {message}
        {failure !== undefined && (
          <Alert isInline variant="danger" title="An error occurred">
            {failure}
          </Alert>
        )}
      </ModalBody>
      <ModalFooter>
        <Button variant="danger" data-test="confirm-action" isLoading={busy} isDisabled={busy} onClick={confirm}>
          {buttonText}
        </Button>
        <Button variant="link" data-test="cancel-action" onClick={closeOverlay}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  );
}
