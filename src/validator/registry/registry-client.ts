import { LRUCache } from 'lru-cache';
import type { Platform } from '../../domain/image/platform';
import type { Clock, RegistrySettings } from '../ports';
import { Authenticator } from './auth/authenticator';
import { isVerifiableDigest } from './digest';
import { Dispatchers } from './http/dispatchers';
import type { HostLookup } from './http/guarded-lookup';
import { systemLookup } from './http/guarded-lookup';
import { HostLimiter } from './http/host-limiter';
import type { Errand, RequestObserver } from './http/http-exchange';
import { HttpExchange } from './http/http-exchange';
import type { ImageConfig } from './image-config';
import type { Manifest } from './manifest';
import { IMAGE_TYPES, INDEX_TYPES, SCHEMA1_TYPES } from './manifest';
import type { BlobAnswer, ByteRange } from './read-blob';
import { printRange, readConfig, streamBlob } from './read-blob';
import type { ManifestHead } from './read-manifest';
import { readManifest, readManifestHead } from './read-manifest';
import type { RegistryOperation } from './registry-error';
import { RegistryError } from './registry-error';
import type { ApiRequest, RegistryAccess } from './registry-requester';
import { RegistryRequester } from './registry-requester';
import type { RegistryLimits } from './registry-settings';
import { DEFAULT_LIMITS, DEFAULT_SETTINGS } from './registry-settings';
import { TokenSource } from './auth/token-source';

/** A repository as references name it: `docker.io`, `library/nginx`. */
export interface RepositoryTarget {
  registry: string;
  repository: string;
}

export interface ManifestTarget extends RepositoryTarget {
  /** A tag or a digest. */
  reference: string;
}

export interface RegistryClientOptions {
  settings?: RegistrySettings;
  limits?: Partial<RegistryLimits>;
  clock?: Clock;
  onRequest?: RequestObserver;
  /** How host names become addresses where those are checked; the system's without. */
  lookup?: HostLookup;
}

const ACCEPT_MANIFEST = { accept: [...IMAGE_TYPES, ...INDEX_TYPES, ...SCHEMA1_TYPES].join(', ') };
const REMEMBERED_PLATFORMS = 2_000;
/** Answers to HEAD that say "ask otherwise". */
const NO_HEAD = [405, 501];

/**
 * Reads from registries by the OCI distribution API. Every method is one read with caps and a deadline; it throws
 * RegistryError, or the reason of `access.signal`. Nothing is tried again here except a stale connection and a token.
 */
export class RegistryClient {
  private readonly limits: RegistryLimits;
  private readonly dispatchers: Dispatchers;
  private readonly limiter: HostLimiter;
  private readonly requester: RegistryRequester;
  private readonly platforms = new LRUCache<string, { platform: Platform | undefined }>({ max: REMEMBERED_PLATFORMS });

  constructor(options: RegistryClientOptions = {}) {
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    const lookup = options.lookup ?? systemLookup;
    this.dispatchers = new Dispatchers(options.settings ?? DEFAULT_SETTINGS, this.limits, lookup);
    this.limiter = new HostLimiter(this.limits.perHostConcurrency);
    const observe: RequestObserver = options.onRequest ?? (() => undefined);
    const http = new HttpExchange(this.dispatchers, this.limiter, this.limits, observe);
    const tokens = new TokenSource(http, this.limits, options.clock ?? Date);
    this.requester = new RegistryRequester(http, new Authenticator(tokens), this.limits);
  }

  /** Takes new CAs and proxies for requests that begin from now on. Equal settings change nothing. */
  configure(settings: RegistrySettings): void {
    this.dispatchers.configure(settings);
  }

  /** The manifest behind a tag or digest, verified. One exchange when the host's scheme and token are known. */
  async fetchManifest(target: ManifestTarget, access: RegistryAccess): Promise<Manifest> {
    const wanted = wantedDigest(target);
    return this.requester.send(manifestRequest(target, 'GET', 'manifest'), access, (response, request) =>
      readManifest(response, request, this.limits.manifestBytes, wanted),
    );
  }

  /** Whether a manifest is there and its digest, by HEAD; by GET where HEAD is not served or says too little. */
  async headManifest(target: ManifestTarget, access: RegistryAccess): Promise<ManifestHead> {
    const wanted = wantedDigest(target);
    const request: ApiRequest = { ...manifestRequest(target, 'HEAD', 'head'), reads: NO_HEAD };
    const head = await this.requester.send(request, access, async (response, asked) =>
      readManifestHead(response, asked, wanted),
    );
    if (head !== undefined) return head;
    const { digest, mediaType } = await this.fetchManifest(target, access);
    return { digest, mediaType };
  }

  /** An image's configuration, verified. */
  async fetchConfig(target: RepositoryTarget, digest: string, access: RegistryAccess): Promise<ImageConfig> {
    const config = await this.requester.send(blobRequest(target, digest, 'config'), access, (response, request) =>
      readConfig(response, request, this.limits.configBytes, digest),
    );
    this.platforms.set(digest, { platform: config.platform });
    return config;
  }

  /** What an image runs on by its configuration; remembered by digest. Undefined when the configuration does not say. */
  async fetchPlatform(target: RepositoryTarget, digest: string, access: RegistryAccess): Promise<Platform | undefined> {
    const known = this.platforms.get(digest);
    return known === undefined ? (await this.fetchConfig(target, digest, access)).platform : known.platform;
  }

  /**
   * Opens a blob or a part of it. The deadline covers the headers; then every pause of the stream is bounded. A range
   * that starts behind the end is a RegistryError with status 416.
   */
  async openBlob(
    target: RepositoryTarget,
    digest: string,
    access: RegistryAccess & { range?: ByteRange },
  ): Promise<BlobAnswer> {
    const { range } = access;
    const request = blobRequest(target, digest, 'blob', range === undefined ? {} : { range: printRange(range) });
    return this.requester.send(request, access, async (response, asked) => streamBlob(response, asked, range));
  }

  /** Ends everything, also what is under way. */
  async close(): Promise<void> {
    this.limiter.close();
    await this.dispatchers.close();
  }
}

function blobRequest(
  target: RepositoryTarget,
  digest: string,
  operation: 'config' | 'blob',
  headers: Record<string, string> = {},
): ApiRequest {
  const { registry, repository } = target;
  const what = `the ${operation === 'config' ? 'configuration' : 'blob'} ${digest} of ${repository}`;
  const errand: Errand = { registry, operation, what };
  requireVerifiable(errand, digest);
  return { errand, repository, method: 'GET', path: `blobs/${digest}`, headers };
}

function manifestRequest(target: ManifestTarget, method: 'GET' | 'HEAD', operation: RegistryOperation): ApiRequest {
  const { registry, repository, reference } = target;
  const what = `the manifest of ${repository}${reference.includes(':') ? '@' : ':'}${reference}`;
  const errand: Errand = { registry, operation, what };
  if (reference.includes(':')) requireVerifiable(errand, reference);
  return { errand, repository, method, path: `manifests/${reference}`, headers: ACCEPT_MANIFEST };
}

function wantedDigest({ reference }: ManifestTarget): string | undefined {
  return reference.includes(':') ? reference : undefined;
}

function requireVerifiable({ registry: host, operation, what }: Errand, digest: string): void {
  if (isVerifiableDigest(digest)) return;
  throw new RegistryError(
    { kind: 'AnswerInvalid', host, operation },
    `${host} was not asked for ${what}, because no digest but sha256 and sha512 can be verified`,
  );
}
