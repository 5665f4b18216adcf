import { KubeError } from '../kube-error';

/** A Kubernetes `Status`: how the API server, and so the console, says that something failed. */
export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  status: 'Failure';
  code: number;
  reason: string;
  message: string;
  details?: { causes: { reason: string; message: string }[] };
}

/** A `Status` for one failure; `cause` is our own reason, for programs. */
export function failureStatus(code: number, reason: string, message: string, cause?: string): Status {
  const details = cause === undefined ? {} : { details: { causes: [{ reason: cause, message }] } };
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message, ...details };
}

/** What a caller is told when the API server refused their own question or could not be asked. */
export function statusOfKubeError(error: KubeError): Status {
  switch (error.kind) {
    case 'Unauthorized':
      return failureStatus(401, 'Unauthorized', 'The API server does not accept these credentials; sign in again.');
    case 'Forbidden':
      return failureStatus(403, 'Forbidden', error.message);
    case 'Overloaded':
      return failureStatus(503, 'ServiceUnavailable', error.message);
    default:
      return failureStatus(502, 'InternalError', error.message);
  }
}
