import type { KubeObject } from '../contract/kube-object';
import type { ModuleReport } from '../contract/module-report';
import type { PreflightReport } from '../contract/preflight-report';
import * as kinds from '../contract/resource-kinds';
import type { StatusModule } from '../domain/preflight/status-modules';
import type { TestControlPlane } from './cluster-client';
import { ClusterClient } from './cluster-client';
import { moduleObject, preflightObject } from './cluster-objects';
import type { ModuleSpec } from './cluster-objects';
import { eventually } from './eventually';
import type { RegistryServer, RegistryServerOptions } from './registry-server';
import { startRegistryServer } from './registry-server';
import type { TestValidator } from './test-validator';
import { startTestValidator } from './test-validator';

/** What the local stack brings; passed in, because nothing in `src` knows the stack. */
export interface ClusterStack {
  startControlPlane(): Promise<TestControlPlane>;
  installCrds(plane: TestControlPlane): Promise<void>;
  createNamespace(plane: TestControlPlane, name: string): Promise<void>;
}

/** Kinds whose objects one test must not leave to the next, in the order of their removal. */
const LEFTOVERS = [
  kinds.PREFLIGHT_OCP,
  kinds.PREFLIGHT_CHILD,
  kinds.MODULE,
  kinds.MODULE_REPORT,
  kinds.PREFLIGHT_REPORT,
  kinds.NODE,
  kinds.DEPLOYMENT,
  kinds.LEASE,
  kinds.DIGEST_MIRRORS,
  kinds.TAG_MIRRORS,
  kinds.EVENT,
];
const CA_CONFIG_MAP = 'registry-cas';

/** A real API server with every CRD, a registry that the cluster's Image config trusts, and validators on demand. */
export class Harness {
  readonly cluster: ClusterClient;
  private readonly validators = new Set<{ stop(): Promise<void> }>();
  private readonly registries = new Set<RegistryServer>();
  private namespaces = 0;

  constructor(
    readonly plane: TestControlPlane,
    readonly registry: RegistryServer,
    private readonly stack: ClusterStack,
  ) {
    this.cluster = new ClusterClient(plane);
  }

  /** A new namespace with a `default` ServiceAccount. */
  async namespace(): Promise<string> {
    this.namespaces += 1;
    const name = `tests-${this.namespaces}`;
    await this.stack.createNamespace(this.plane, name);
    return name;
  }

  /** Pushes an index for the given Go architectures: one exchange reads it. Answers its reference. */
  pushImage(repository: string, architectures = ['amd64']): string {
    const platforms = architectures.map((architecture) => ({ os: 'linux', architecture }));
    this.registry.addImage({ repository, tags: ['1'], platforms, index: true });
    return this.reference(repository);
  }

  reference(repository: string): string {
    return `${this.registry.host}/${repository}:1`;
  }

  /** Creates a Module; its image is `<name>:1` of the test registry, unless told, and does not exist before `pushImage`. */
  createModule(spec: Omit<ModuleSpec, 'image'> & { image?: string }): Promise<KubeObject> {
    return this.cluster.create(kinds.MODULE, moduleObject({ image: this.reference(spec.name), ...spec }));
  }

  createPreflight(name: string, kernelVersion: string, more?: object): Promise<KubeObject> {
    return this.cluster.create(kinds.PREFLIGHT_OCP, preflightObject(name, kernelVersion, more));
  }

  /** A further registry, which the cluster does not trust; closed at the end of the test. */
  async startRegistry(options: RegistryServerOptions = { tls: true }): Promise<RegistryServer> {
    const registry = await startRegistryServer(options);
    this.registries.add(registry);
    return registry;
  }

  /** Starts a validator that the end of the test stops. */
  async startValidator(args?: string[], user?: string): Promise<TestValidator> {
    return this.keep(await startTestValidator(this.plane, args, user));
  }

  /** Stops with the end of the test, if not before. */
  keep<T extends { stop(): Promise<void> }>(validator: T): T {
    this.validators.add(validator);
    return validator;
  }

  async stopValidators(): Promise<void> {
    await Promise.all([...this.validators].map((validator) => validator.stop()));
    this.validators.clear();
  }

  async reports(preflight: string): Promise<ModuleReport[]> {
    const all = await this.cluster.list<ModuleReport>(kinds.MODULE_REPORT);
    return all.filter(({ spec }) => spec.preflight.name === preflight);
  }

  /** Throws when there is none. */
  async report(preflight: string, module: string): Promise<ModuleReport> {
    const found = (await this.reports(preflight)).find(({ spec }) => spec.module.name === module);
    if (!found) throw new Error(`no report of ${module} for ${preflight}`);
    return found;
  }

  /** The report once it says `reason`. */
  reportWith(preflight: string, module: string, reason: string): Promise<ModuleReport> {
    return eventually(async () => {
      const report = await this.report(preflight, module);
      if (report.status.reason === reason) return report;
      throw new Error(`${module} for ${preflight} says ${report.status.reason}: ${report.status.message}`);
    });
  }

  /** `status.modules` of a PVO by Module name. */
  async statusModules(preflight: string): Promise<Record<string, StatusModule>> {
    const object = await this.cluster.get<KubeObject & { status?: { modules?: StatusModule[] } }>(kinds.PREFLIGHT_OCP, {
      name: preflight,
    });
    return Object.fromEntries((object.status?.modules ?? []).map((entry) => [entry.name, entry]));
  }

  summary(preflight: string): Promise<PreflightReport> {
    return this.cluster.get(kinds.PREFLIGHT_REPORT, { name: preflight });
  }

  /** The PreflightReport once it is complete for the PVO of now and for so many Modules. */
  completed(preflight: string, total: number): Promise<PreflightReport> {
    return eventually(async () => {
      const [summary, { metadata }] = await Promise.all([
        this.summary(preflight),
        this.cluster.get(kinds.PREFLIGHT_OCP, { name: preflight }),
      ]);
      const { conditions, counts, preflightGeneration, preflightUID } = summary.status;
      const done = conditions.some(({ type, status }) => type === 'Completed' && status === 'True');
      const current = preflightUID === metadata.uid && preflightGeneration === metadata.generation;
      if (done && current && counts.total === total) return summary;
      throw new Error(`${preflight} is not complete for ${total} Modules: ${JSON.stringify(summary.status)}`);
    });
  }

  /** Requests to the registry so far. */
  get registryRequests(): number {
    const { manifest, head, blob } = this.registry.counters.requests;
    return manifest + head + blob;
  }

  /** Sets the cluster's Image config; the test registry stays trusted. */
  async configureImages(registrySources: object = {}): Promise<void> {
    await this.cluster.remove(kinds.IMAGE_CONFIG, { name: 'cluster' });
    const spec = { additionalTrustedCA: { name: CA_CONFIG_MAP }, registrySources };
    await this.cluster.create(kinds.IMAGE_CONFIG, { metadata: { name: 'cluster' }, spec } as KubeObject);
  }

  /** Gives the cluster the registry's CA. */
  async trustRegistry(): Promise<void> {
    await this.stack.createNamespace(this.plane, 'openshift-config');
    await this.cluster.create(kinds.CONFIG_MAP, {
      metadata: { namespace: 'openshift-config', name: CA_CONFIG_MAP },
      data: { [this.registry.host.replace(':', '..')]: this.registry.caPem },
    } as KubeObject);
    await this.configureImages();
  }

  /** Stops the test's validators and removes its objects. */
  async reset(): Promise<void> {
    await this.stopValidators();
    await Promise.all([...this.registries].map((registry) => registry.close()));
    this.registries.clear();
    this.registry.faults.clear();
    this.registry.content.clear();
    this.registry.auth.configure({ mode: 'none' });
    for (const kind of LEFTOVERS) await eventually(() => this.cluster.removeAll(kind));
    await this.cluster.remove(kinds.SECRET, { namespace: 'openshift-config', name: 'pull-secret' });
    await this.configureImages();
  }

  async stop(): Promise<void> {
    await this.stopValidators();
    await Promise.all([this.plane.stop(), this.registry.close()]);
  }
}

/** Starts API server and registry and sets them up; takes some seconds. */
export async function startHarness(stack: ClusterStack): Promise<Harness> {
  const [plane, registry] = await Promise.all([stack.startControlPlane(), startRegistryServer({ tls: true })]);
  const harness = new Harness(plane, registry, stack);
  await stack.installCrds(plane);
  await harness.trustRegistry();
  return harness;
}
