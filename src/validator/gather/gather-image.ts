import type { ImageAnswer } from '../../domain/image/answer';
import type { Credential } from '../../domain/image/credential';
import type { Attempt } from '../../domain/image/mirrors';
import { isInsecureRegistry } from '../../domain/image/registry-policy';
import type { ResolvedModule } from '../../domain/kmm/resolve-module';
import type { AttemptEvidence, ImageEvidence, SecretProblem } from '../../domain/preflight/evidence';
import type { RegistryTransport } from '../ports';
import type { RegistryConfig } from './registry-config';
import type { PullSecrets, SecretReader } from './secret-reader';
import { mergePullSecrets } from './secret-reader';
import type { SharedImageReader } from './shared-image-reader';
import type { TriedAttempt } from './try-attempts';
import { tryAttempts } from './try-attempts';

/** The cluster's own pull secret, which every node has. */
export const CLUSTER_PULL_SECRET = { namespace: 'openshift-config', name: 'pull-secret' };

export interface ImageSources {
  images: SharedImageReader;
  secrets: SecretReader;
  config: RegistryConfig;
}

export interface ImageLook {
  namespace: string;
  resolved: ResolvedModule;
  /** Nothing that was asked before this time (ms) may be used: when a recheck was wished for; 0 for a first look. */
  notBefore: number;
  signal: AbortSignal;
}

/**
 * Looks for a Module's image as a node would: mirrors in order, each with the credentials a node has for it.
 * Ends with the first success. Throws when the API server cannot be asked for a Secret, or on abort.
 */
export async function gatherImage(sources: ImageSources, look: ImageLook): Promise<ImageEvidence> {
  const { config } = sources;
  const source = look.resolved.reference;
  const [own, cluster] = await readPullSecrets(sources.secrets, look);
  const pullSecretsFor = ({ reference }: Attempt): PullSecrets =>
    reference.registry === source.registry ? mergePullSecrets([own, cluster]) : cluster;
  const tried = await tryAttempts(source, config, {
    credentialsFor: (attempt) => pullSecretsFor(attempt).credentials,
    read: (attempt, credential) => readAttempt(sources, look, attempt, credential),
  });
  return {
    attempts: tried.map((attempt) => toEvidence(attempt, pullSecretsFor(attempt).problems)),
    registryTLSIgnoredByNodes: relaxesTLS(look.resolved) && !nodesTrust(look.resolved, config),
  };
}

/** The Module's own pull secrets (imageRepoSecret, else those of its service account) and the cluster's. */
async function readPullSecrets(secrets: SecretReader, look: ImageLook): Promise<[PullSecrets, PullSecrets]> {
  const { namespace, resolved, notBefore } = look;
  const [own, cluster] = await Promise.all([
    resolved.imageRepoSecret === undefined
      ? secrets.readServiceAccount(namespace, resolved.serviceAccountName, notBefore)
      : secrets.readSecret(namespace, resolved.imageRepoSecret, notBefore),
    secrets.readSecret(CLUSTER_PULL_SECRET.namespace, CLUSTER_PULL_SECRET.name, notBefore),
  ]);
  // Outside OpenShift there is no cluster pull secret, and that is no problem of the Module.
  return [own, { ...cluster, problems: cluster.problems.filter(({ kind }) => kind !== 'Missing') }];
}

function readAttempt(
  { images, config }: ImageSources,
  look: ImageLook,
  attempt: Attempt,
  credential: Credential | undefined,
): Promise<ImageAnswer> {
  const transport = transportFor(look.resolved, attempt, config);
  const freshness = { notBefore: look.notBefore, configVersion: config.version };
  return images.readImage({ reference: attempt.reference, credential, transport, signal: look.signal }, freshness);
}

function toEvidence({ credential, ...tried }: TriedAttempt<ImageAnswer>, problems: SecretProblem[]): AttemptEvidence {
  return {
    ...tried,
    secretProblems: tried.blockedBy === undefined ? problems : [],
    ...(credential && { credentialOrigin: credential.origin }),
  };
}

function transportFor(resolved: ResolvedModule, attempt: Attempt, config: RegistryConfig): RegistryTransport {
  if (isInsecureRegistry(attempt.reference, config.policy)) return { plainHttp: true, skipTLSVerify: true };
  const ownTLS = attempt.reference.registry === resolved.reference.registry ? resolved.registryTLS : undefined;
  return {
    plainHttp: ownTLS?.insecure ?? false,
    skipTLSVerify: (ownTLS?.insecureSkipTLSVerify ?? false) || (ownTLS?.insecure ?? false),
  };
}

function relaxesTLS({ registryTLS }: ResolvedModule): boolean {
  return Boolean(registryTLS?.insecure) || Boolean(registryTLS?.insecureSkipTLSVerify);
}

function nodesTrust({ reference }: ResolvedModule, config: RegistryConfig): boolean {
  return isInsecureRegistry(reference, config.policy) || config.trustedHosts.has(reference.registry);
}
