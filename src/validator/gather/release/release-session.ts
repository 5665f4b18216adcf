import type { Credential } from '../../../domain/image/credential';
import type { MirrorRule } from '../../../domain/image/mirrors';
import { selectAttempts } from '../../../domain/image/mirrors';
import { mayUseClusterPullSecret } from '../../../domain/image/pull-secret-access';
import { selectCredentials } from '../../../domain/image/dockerconfig';
import type { Reference } from '../../../domain/image/reference';
import type { AccessRules } from '../../../domain/image/reference-access';
import { isInsecureRegistry } from '../../../domain/image/registry-policy';
import type { ExchangeMeter, ImageManifest, RegistryTransport, RepositoryReader } from '../../ports';
import type { RegistryConfig } from '../registry-config';
import type { PullSecrets } from '../secret-reader';

/** A repository without tag or digest. */
export type Repository = Pick<Reference, 'registry' | 'repository'>;

export interface SessionOptions {
  reader: RepositoryReader;
  config: RegistryConfig;
  access: AccessRules;
  /** The cluster's. */
  pullSecrets: PullSecrets;
  /** Repositories of the releases that the cluster knows: the pull secret may be shown to them and their mirrors. */
  releaseRepositories: readonly Repository[];
  /** Where the release's components may be: asked for with the first token, so that they need no second one. */
  expectedComponents: readonly Repository[];
  signal: AbortSignal;
  /** Counts on. */
  meter: ExchangeMeter;
}

/** Resolving one release: where it may go, with which credential, and what it cost. */
export class ReleaseSession {
  readonly meter: ExchangeMeter;
  /** Manifests by place and digest, which never change; a list is asked for once for all its architectures. */
  readonly manifests = new Map<string, Promise<ImageManifest>>();
  private readonly trusted: Repository[];

  constructor(readonly options: SessionOptions) {
    this.meter = options.meter;
    this.trusted = [...options.releaseRepositories];
  }

  /** Lets the pull secret be shown to the components of a release that the cluster knows. */
  trust(repositories: readonly Repository[]): void {
    this.trusted.push(...repositories);
  }

  /** Whether the pull secret may be shown to a repository. */
  mayShowSecret(repository: Repository): boolean {
    return mayUseClusterPullSecret(repository, this.trusted, this.mirrorRules);
  }

  /** What may be shown to a place, whatever the pull secret has for it. */
  credentialsFor(repository: Repository): Credential[] {
    return this.mayShowSecret(repository) ? this.options.pullSecrets.credentials : [];
  }

  transportFor(reference: Reference): RegistryTransport {
    const insecure = isInsecureRegistry(reference, this.options.config.policy);
    return { plainHttp: insecure, skipTLSVerify: insecure, access: this.options.access, meter: this.meter };
  }

  /** Repositories of the same registry, as its mirrors name them, that this credential is good for too. */
  alsoRepositories(reference: Reference, credential: Credential | undefined): string[] {
    const places = this.options.expectedComponents.flatMap((component) => placesOf(component, this.mirrorRules));
    const usable = places.filter((place) => {
      if (place.registry !== reference.registry) return false;
      return !credential || (this.mayShowSecret(place) && selectCredentials([credential], place).length > 0);
    });
    return [...new Set(usable.map(({ repository }) => repository))].slice(0, TOKEN_REPOSITORIES);
  }

  private get mirrorRules(): MirrorRule[] {
    return this.options.config.mirrorRules;
  }
}

/** More would make the token request's URL long. */
const TOKEN_REPOSITORIES = 4;
const SOME_DIGEST = `sha256:${'0'.repeat(64)}`;

function placesOf({ registry, repository }: Repository, rules: MirrorRule[]): Reference[] {
  return selectAttempts({ registry, repository, digest: SOME_DIGEST }, rules).map(({ reference }) => reference);
}
