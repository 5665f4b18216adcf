import type { KubeObject, ResourceKind } from '../contract/kube-object';
import type { ApiInfo, ReleaseList, ReleaseResolution } from '../contract/release-api';
import type { ImageAnswer, RefusalKind } from '../domain/image/answer';
import type { Credential } from '../domain/image/credential';
import type { Platform } from '../domain/image/platform';
import type { Reference } from '../domain/image/reference';
import type { AccessRules } from '../domain/image/reference-access';

export type { KubeObject, ResourceKind };

/** How a registry host is to be spoken to. */
export interface RegistryTransport {
  /** Plain HTTP is allowed when HTTPS does not answer (KMM `registryTLS.insecure`, Image config `insecureRegistries`). */
  plainHttp: boolean;
  /** The server certificate is not verified. */
  skipTLSVerify: boolean;
  /** Where it may lead, redirects and token endpoints included; absent for references that nodes follow anyway. */
  access?: AccessRules;
  /** Counts what is sent and received. */
  meter?: ExchangeMeter;
}

/** What conversations with registries cost so far. */
export interface ExchangeMeter {
  exchanges: number;
  /** Of bodies, as received. */
  bytes: number;
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

/** Why a registry did not give something; `detail` is a sentence without a final stop that names host and answer. */
export interface RegistryRefusal {
  kind: RefusalKind;
  host: string;
  status?: number;
  detail: string;
  /** The rules of `RegistryTransport.access` forbid it: nothing was sent. */
  notAllowed?: true;
}

/** What a registry gave, or why not. */
export type RegistryAnswer<T> = { kind: 'Found'; value: T } | RegistryRefusal;

/** A pointer to a blob or a manifest. `size` in bytes, as the one who points says. */
export interface BlobDescriptor {
  mediaType: string;
  digest: string;
  size: number;
  platform?: Platform;
}

/** A verified manifest: a list with one image an architecture, or one image with its layers, the lowest first. */
export type ImageManifest =
  | { kind: 'Index'; digest: string; manifests: BlobDescriptor[] }
  | { kind: 'Image'; digest: string; config: BlobDescriptor; layers: BlobDescriptor[] };

/** What an image's configuration says. */
export interface ImageFacts {
  platform?: Platform;
  labels: Readonly<Record<string, string>>;
}

/** A blob on its way. */
export interface BlobStream {
  /** Leaving the iteration closes the connection. Throws when the connection breaks. */
  chunks: AsyncIterable<Uint8Array>;
  /** False when the registry ignored the range: it begins at byte 0 and ends with the blob. */
  partial: boolean;
  /** Closes the connection; nothing more comes. */
  cancel(): void;
  /** Why it broke off, once the iteration threw; undefined when the reason is another. */
  refusal(): RegistryRefusal | undefined;
}

/** With what a repository is read. */
export interface RepositoryAccess {
  credential: Credential | undefined;
  transport: RegistryTransport;
  /** Further repositories of the same registry that one token shall serve. */
  alsoRepositories: string[];
  signal: AbortSignal;
}

/** Reads the parts of images. Never throws except when the signal aborts. Digests of whole parts are verified. */
export interface RepositoryReader {
  /** By digest if the reference has one, else by tag. */
  readManifest(reference: Reference, access: RepositoryAccess): Promise<RegistryAnswer<ImageManifest>>;
  /** What a tag points to, without reading it where the registry can tell. */
  readDigest(reference: Reference, access: RepositoryAccess): Promise<RegistryAnswer<string>>;
  readConfig(reference: Reference, digest: string, access: RepositoryAccess): Promise<RegistryAnswer<ImageFacts>>;
  /** Bytes from `start` to `end`, both included, or all; what arrives is not verified. */
  openBlob(
    reference: Reference,
    digest: string,
    access: RepositoryAccess & { range?: { start: number; end: number } },
  ): Promise<RegistryAnswer<BlobStream>>;
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
  /** Server-side apply with force, field manager `kmm-preflight-validator`. Only the metadata comes back. */
  apply(kind: ResourceKind, object: KubeObject): Promise<KubeObject>;
  /** JSON merge patch, optionally of a subresource, field manager `kmm-preflight-validator`. Only the metadata comes back. */
  mergePatch(kind: ResourceKind, key: ObjectKey, body: object, subresource?: 'status'): Promise<KubeObject>;
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

/** A release as a caller names it: exactly one of `version` and `image`. */
export interface ReleaseRequest {
  version?: string;
  image?: string;
  /** Whole layers are read and their digests verified. */
  strict: boolean;
  signal: AbortSignal;
}

/** From releases to DTK images, kernels and proposals. Throws `ReleaseError`, or `KubeError` of our own requests. */
export interface ReleaseResolver {
  list(): Promise<ReleaseList>;
  resolve(request: ReleaseRequest): Promise<ReleaseResolution>;
}

/** What is known of the KMM operator, on every replica. */
export interface OperatorFacts {
  /** Undefined until the cluster was looked at once. */
  current(): ApiInfo['operator'] | undefined;
}
