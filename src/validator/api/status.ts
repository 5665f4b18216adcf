import type { ApiFailure } from '../../contract/release-api';

/** One failure as the API tells it; `cause` is our own reason, `field` the part of the request that it is about. */
export interface Failure {
  code: number;
  /** As Kubernetes calls this kind of failure. */
  reason: string;
  cause: string;
  message: string;
  field?: string;
}

/** A failure → the Kubernetes `Status` that the console knows how to show. */
export function failureStatus({ code, reason, cause, message, field = 'request' }: Failure): ApiFailure {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    code,
    reason,
    message,
    details: { causes: [{ reason: cause, message, field }] },
  };
}
