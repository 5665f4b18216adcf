import { KubeError } from '../kube-error';
import type { ReleaseErrorKind } from '../release-error';
import { ReleaseError } from '../release-error';
import { Refusal, tryLater } from './refusal';

const CODES: Record<ReleaseErrorKind, { code: number; reason: string }> = {
  VersionUnknown: { code: 404, reason: 'NotFound' },
  NotARelease: { code: 422, reason: 'Invalid' },
  ReferenceRefused: { code: 422, reason: 'Invalid' },
  RegistryRefused: { code: 502, reason: 'BadGateway' },
  RegistryLied: { code: 502, reason: 'BadGateway' },
  Timeout: { code: 504, reason: 'Timeout' },
};

/**
 * What the resolver threw → what to throw on: the Refusal for a failure that the caller should know of, else the error as it
 * is. `field` is the field of the request that named the release.
 */
export function refuseRelease(error: unknown, field: string): unknown {
  if (error instanceof ReleaseError) {
    return new Refusal({ ...CODES[error.kind], cause: error.reason, message: error.message, field });
  }
  if (!(error instanceof KubeError)) return error;
  // A refusal of the validator's own request is not the caller's 401 or 403.
  const message = `The validator could not read the cluster: ${error.message}`;
  if (error.retryable) return tryLater('APIServerError', message, error.details.retryAfterMs);
  return new Refusal({ code: 502, reason: 'BadGateway', cause: 'APIServerRefused', message });
}
