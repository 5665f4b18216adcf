import type { KubeObject, ObjectMeta, OwnerReference, ResourceKind } from '../contract/kube-object';
import type { ImageAnswer } from '../domain/image/answer';
import type { Credential } from '../domain/image/credential';
import type { Reference } from '../domain/image/reference';

export type { KubeObject, ObjectMeta, OwnerReference, ResourceKind };

/** How a registry host is to be spoken to. */
export interface RegistryTransport {
  /** Plain HTTP is allowed when HTTPS does not answer (KMM `registryTLS.insecure`, Image config `insecureRegistries`). */
  plainHttp: boolean;
  /** The server certificate is not verified. */
  skipTLSVerify: boolean;
}

/** One look at one reference with one credential (or none). */
export interface ImageRequest {
  reference: Reference;
  credential: Credential | undefined;
  transport: RegistryTransport;
  signal: AbortSignal;
}

/** Reads what a registry says about an image. Never throws except when `signal` aborts. */
export interface ImageReader {
  readImage(request: ImageRequest): Promise<ImageAnswer>;
}

/** Time, so that tests can turn it. Milliseconds since the epoch. */
export interface Clock {
  now(): number;
}

/** Structured log; no secret ever goes in. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface ObjectKey {
  namespace?: string;
  name: string;
}

/** Single requests to the API server. Every method throws `KubeError`; every request has a deadline. */
export interface KubeApi {
  /** The object, or undefined when it does not exist (404). */
  get<T extends KubeObject>(kind: ResourceKind, key: ObjectKey): Promise<T | undefined>;
  create<T extends KubeObject>(kind: ResourceKind, object: T): Promise<T>;
  /** PUT of the whole object; `metadata.resourceVersion` is the precondition. */
  replace<T extends KubeObject>(kind: ResourceKind, object: T): Promise<T>;
  /** Server-side apply with force, field manager `kmm-preflight-validator`. */
  apply<T extends KubeObject>(kind: ResourceKind, object: T): Promise<T>;
  /** JSON merge patch, optionally of a subresource, field manager `kmm-preflight-validator`. */
  mergePatch<T extends KubeObject>(
    kind: ResourceKind,
    key: ObjectKey,
    body: object,
    subresource?: 'status',
  ): Promise<T>;
  /** Deletes in the background; an absent object is success. `uid` is sent as a precondition. */
  delete(kind: ResourceKind, key: ObjectKey, uid?: string): Promise<void>;
}

/** One observed change of a cached object. `current` is absent after a deletion, `previous` before the first sight. */
export interface CacheChange<T> {
  key: string;
  current: T | undefined;
  previous: T | undefined;
}

export interface WatchOptions<T> {
  kind: ResourceKind;
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** Raw object → what is kept. Called before anything is cached; the raw object is not kept. */
  prune(raw: KubeObject): T;
  /** Called after the cache changed. An exception is logged and counted, and harms nobody else. */
  onChange?(change: CacheChange<T>): void;
  /** The kind is not served (its CRD is missing): count as empty and look again each minute. */
  optional?: boolean;
}

/** A cache kept up to date by list and watch. Keys are `namespace/name`, or `name` for cluster-scoped kinds. */
export interface Cache<T> {
  get(key: string): T | undefined;
  values(): IterableIterator<T>;
  readonly size: number;
  /** Resolves after the first complete list (or when an optional kind is known to be absent). */
  synced(): Promise<void>;
  readonly isSynced: boolean;
  /** False while the kind is known not to be served. */
  readonly served: boolean;
  stop(): void;
}

/** Starts caches. */
export interface Watcher {
  watch<T>(options: WatchOptions<T>): Cache<T>;
}

/** One thing worth telling the people who look at an object. */
export interface RecordedEvent {
  object: { apiVersion: string; kind: string; name: string; namespace?: string; uid: string };
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
}

/** Writes core/v1 Events, queued and limited; losing one harms nothing. */
export interface EventRecorder {
  record(event: RecordedEvent): void;
}

/** What the registry client needs to know of the cluster; PEM texts, URLs. */
export interface RegistrySettings {
  /** CAs for one `host[:port]` only. */
  trustedCAs: Record<string, string[]>;
  /** CAs trusted for every host besides the default roots. */
  clusterCA: string[];
  proxy?: { httpProxy?: string; httpsProxy?: string; noProxy?: string };
}

/** Numbers about the controller's work. */
export interface ControllerMetrics {
  checkFinished(reason: string, durationMs: number): void;
  objectWritten(kind: string, outcome: 'ok' | 'error', durationMs: number): void;
  reconcileFinished(outcome: 'ok' | 'error', durationMs: number): void;
  waiting(checks: number): void;
}

/** Headers that say who asks, taken from an incoming request. */
export type CallerHeaders = Record<string, string | string[]>;

/** What a caller wants to do, as a SelfSubjectAccessReview asks it. */
export type AccessQuestion =
  | { resourceAttributes: { group: string; resource: string; verb: string } }
  | { nonResourceAttributes: { path: string; verb: string } };

/** Asks the API server what a caller may do, with the caller's own authority (design §6). */
export interface AccessReviewer {
  /** Throws `KubeError` as the API server answered the caller: Unauthorized, Forbidden (an impersonation), and others. */
  may(caller: CallerHeaders, question: AccessQuestion): Promise<boolean>;
}
