import type { MirrorRule } from '../domain/image/mirrors';
import type { ExistingPreflight, ReleaseNode, ReleasePool } from '../domain/release/cluster-facts';
import type { ImageStreamTag } from '../domain/release/cluster-release';
import type { ReleaseFacts } from '../domain/release/release-list';
import type { ReleaseResolution } from '../contract/release-api';
import { createReleaseResolver } from '../validator/gather/release-resolver';
import { createReleaseStore } from '../validator/gather/release/release-store';
import type { RegistryConfig } from '../validator/gather/registry-config';
import { createSecretReader } from '../validator/gather/secret-reader';
import { KubeError } from '../validator/kube-error';
import type { KubeApi, KubeObject, ReleaseRequest, ReleaseResolver } from '../validator/ports';
import { createRepositoryReader } from '../validator/registry/repository-reader';
import type { RegistryClientOptions } from '../validator/registry/registry-client';
import { RegistryClient } from '../validator/registry/registry-client';
import type { RegistryAuthOptions } from './registry-auth';
import type { RegistryServer } from './registry-server';
import { startRegistryServer } from './registry-server';
import type { ReleaseFixture } from './release/build-release';
import type { FixtureImage } from './release/fixture-image';
import type { ServedBlobs } from './release/serve-fixture';
import { addToRegistryServer } from './release/serve-fixture';
import { ManualClock, pullSecret, RecordingLogger } from './scripted-ports';

/** A cluster and a registry in which releases are resolved. */
export interface SceneOptions {
  images?: readonly FixtureImage[];
  auth?: RegistryAuthOptions;
  /** Blobs come from another port; on unless told. */
  cdn?: boolean;
  current?: ReleaseFacts;
  available?: ReleaseFacts[];
  nodes?: ReleaseNode[];
  pools?: ReleasePool[];
  preflights?: ExistingPreflight[];
  imageStreamTags?: ImageStreamTag[];
  /** `[host or path, user]`; `REGISTRY` stands for the test registry. */
  credentials?: [string, string][];
  /** Besides those that lead quay.io to the test registry; `REGISTRY` stands for it. */
  mirrorRules?: MirrorRule[];
  /** Hosts that the Image config names; without: the test registry's address on every port. */
  configuredHosts?: string[];
  policy?: Partial<RegistryConfig['policy']>;
  /** Where the API server is. */
  apiServers?: { host: string; addresses: string[]; port: number }[];
  client?: RegistryClientOptions;
}

/** The test registry's `host:port` in options that are written before it is known. */
export const REGISTRY = 'REGISTRY';

/** Starts a registry with images, a registry client and a resolver. Close it after use. */
export async function startResolverScene(options: SceneOptions = {}): Promise<ResolverScene> {
  const { cdn = true, auth } = options;
  const server = await startRegistryServer({ tls: true, cdn, ...(auth && { auth }) });
  const served = addToRegistryServer(server, ...(options.images ?? []));
  return new ResolverScene(server, served, options);
}

/**
 * A cluster that runs 4.18.9 and may update to the fixture, whose components need the cluster pull secret; its images are in
 * the test registry, which mirrors lead to.
 */
export function startReleaseScene(fixture: ReleaseFixture, options: SceneOptions = {}): Promise<ResolverScene> {
  const current = fixture.pullSpec.replace(/@.*/, `@sha256:${'1'.repeat(64)}`);
  return startResolverScene({
    images: fixture.images,
    auth: {
      mode: 'bearer',
      users: { cluster: 'cluster-pass' },
      private: ['openshift-release-dev/ocp-v4.0-art-dev'],
    },
    credentials: [[REGISTRY, 'cluster']],
    current: { version: '4.18.9', image: current, architecture: '' },
    available: [{ version: fixture.version, image: fixture.pullSpec, architecture: '' }],
    nodes: [aNode()],
    mirrorRules: fixture.mirrors.map(({ source, mirrors }) => ({
      source,
      mirrors: mirrors.map((mirror) => mirror.replace('mirror.local:5000', REGISTRY)),
      neverContactSource: true,
      kind: 'digest',
    })),
    ...options,
  });
}

export class ResolverScene {
  readonly clock = new ManualClock();
  readonly logger = new RecordingLogger();
  readonly objects = new ObjectTable();
  resolver: ReleaseResolver;
  private client: RegistryClient;

  constructor(
    readonly server: RegistryServer,
    readonly served: ServedBlobs,
    readonly options: SceneOptions,
  ) {
    const entries = (options.credentials ?? []).map(([key, user]): [string, string] => [this.inPlace(key), user]);
    this.objects.put('secrets/openshift-config/pull-secret', pullSecret(...entries));
    this.client = this.createClient();
    this.resolver = this.createResolver();
  }

  /** As a new process: only what is in the cluster is still known. */
  async restart(): Promise<void> {
    await this.client.close();
    this.client = this.createClient();
    this.resolver = this.createResolver();
  }

  resolve(request: Partial<ReleaseRequest>): Promise<ReleaseResolution> {
    return this.resolver.resolve({ strict: false, signal: new AbortController().signal, ...request });
  }

  /** The error of a resolution that must fail. */
  async refusalOf(request: Partial<ReleaseRequest>): Promise<Error> {
    try {
      await this.resolve(request);
    } catch (error) {
      if (error instanceof Error) return error;
    }
    throw new Error('the resolution should have failed');
  }

  /** Everything that was asked of the registry, its token endpoint and its CDN. */
  get exchanges(): number {
    return Object.values(this.server.counters.requests).reduce((sum, count) => sum + count, 0);
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.server.close();
  }

  private createClient(): RegistryClient {
    return new RegistryClient({
      settings: { trustedCAs: {}, clusterCA: [this.server.caPem] },
      ...this.options.client,
    });
  }

  private createResolver(): ReleaseResolver {
    const { options, clock, logger } = this;
    const { api } = this.objects;
    const { current, available = [] } = options;
    return createReleaseResolver({
      reader: createRepositoryReader(this.client),
      secrets: createSecretReader(api, clock),
      store: createReleaseStore(api, 'kmm-preflight', logger),
      clock,
      cluster: {
        ready: () => Promise.resolve(),
        clusterVersion: () =>
          current && {
            desired: current,
            availableUpdates: available,
            conditionalUpdates: [],
            history: [],
            retrievalFailure: undefined,
          },
        nodes: () => options.nodes ?? [],
        pools: () => Promise.resolve(options.pools ?? []),
        preflights: () => options.preflights ?? [],
        imageStreamTags: () => Promise.resolve(options.imageStreamTags ?? []),
        registryConfig: () => this.registryConfig(),
        configuredHosts: () => options.configuredHosts ?? ['127.0.0.1'],
        apiServers: () => Promise.resolve(options.apiServers ?? []),
      },
    });
  }

  private registryConfig(): RegistryConfig {
    const rule = (source: string): MirrorRule[] =>
      (['digest', 'tag'] as const).map((kind) => ({
        source,
        mirrors: [`${this.server.host}/${source.slice(source.indexOf('/') + 1)}`],
        neverContactSource: true,
        kind,
      }));
    const sources = ['quay.io/openshift-release-dev', 'quay.io/okd', 'quay.io/foreign'];
    return {
      mirrorRules: [...(this.options.mirrorRules ?? []).map((own) => this.ruleInPlace(own)), ...sources.flatMap(rule)],
      policy: { allowed: [], blocked: [], insecure: [], ...this.options.policy },
      trustedHosts: new Set(),
      version: 1,
    };
  }

  private ruleInPlace(rule: MirrorRule): MirrorRule {
    return { ...rule, mirrors: rule.mirrors.map((mirror) => this.inPlace(mirror)) };
  }

  private inPlace(text: string): string {
    return text.replace(REGISTRY, this.server.host);
  }
}

/** The part of an API server that holds Secrets and ConfigMaps, with merge patches. */
export class ObjectTable {
  readonly objects = new Map<string, KubeObject & { data?: Record<string, string | null> }>();
  writes = 0;

  readonly api: KubeApi = {
    get: async <T extends KubeObject>(kind: { plural: string }, key: { namespace?: string; name: string }) =>
      structuredClone(this.objects.get(pathOf(kind, key))) as T | undefined,
    create: async <T extends KubeObject>(kind: { plural: string }, object: T) => {
      const path = pathOf(kind, object.metadata);
      if (this.objects.has(path)) throw new KubeError('Conflict', `POST ${path}: 409`);
      this.writes += 1;
      this.objects.set(path, structuredClone(object));
      return object;
    },
    mergePatch: async (kind: { plural: string }, key: { namespace?: string; name: string }, body: object) => {
      const path = pathOf(kind, key);
      const object = this.objects.get(path);
      if (!object) throw new KubeError('NotFound', `PATCH ${path}: 404`);
      this.writes += 1;
      const { data = {} } = body as { data?: Record<string, string | null> };
      const merged = Object.entries({ ...object.data, ...data }).filter(([, value]) => value !== null);
      object.data = Object.fromEntries(merged);
      return object;
    },
    replace: refuse,
    apply: refuse,
    delete: refuse,
  };

  put(path: string, object: object): void {
    this.objects.set(path, { metadata: { name: path.slice(path.lastIndexOf('/') + 1) }, ...object });
  }
}

function pathOf({ plural }: { plural: string }, { namespace, name }: { namespace?: string; name: string }): string {
  return [plural, namespace, name].filter((part) => part !== undefined).join('/');
}

function refuse(): Promise<never> {
  return Promise.reject(new Error('nobody should do this here'));
}

/** A Linux node of amd64 unless told. */
export function aNode(overrides: Partial<ReleaseNode> = {}): ReleaseNode {
  return {
    name: 'worker-0',
    architecture: 'amd64',
    kernelVersion: '5.14.0-427.18.1.el9_4.x86_64',
    osImage: 'Red Hat Enterprise Linux CoreOS 418.94.202505062142-0',
    labels: {},
    ...overrides,
  };
}
