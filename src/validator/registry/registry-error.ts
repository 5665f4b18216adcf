import type { RefusalKind } from '../../domain/image/answer';
import type { NetworkCause } from './http/network-failure';

/** What was being read when a registry refused; also the label of metrics. */
export type RegistryOperation = 'manifest' | 'head' | 'config' | 'blob' | 'token';

export interface RegistryErrorDetails {
  kind: RefusalKind;
  /** The registry as the reference names it, without credentials. */
  host: string;
  operation: RegistryOperation;
  status?: number | undefined;
  retryAfterMs?: number | undefined;
  /** Set when no complete answer came: what went wrong on the wire. */
  network?: NetworkCause | undefined;
}

/**
 * A registry's refusal, or that it could not be asked. The message is a sentence for a person without a final stop: it
 * names the host, what was asked for and what came back; never a credential, a token or the query of a URL. The original
 * error is not kept as `cause`, because it may quote the answer or the request.
 */
export class RegistryError extends Error {
  readonly kind: RefusalKind;
  readonly host: string;
  readonly operation: RegistryOperation;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly network: NetworkCause | undefined;

  constructor(details: RegistryErrorDetails, message: string) {
    super(message);
    this.name = 'RegistryError';
    this.kind = details.kind;
    this.host = details.host;
    this.operation = details.operation;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.network = details.network;
  }
}
