import type { Reason } from '../../domain/preflight/reason';
import { isReason } from '../../domain/preflight/reason';
import type { Translate } from '../console/translation';

/** What a reason says to people. */
export interface ReasonWords {
  title: string;
  meaning: string;
  /** What a person can do; absent when there is nothing to do. */
  remedy?: string;
}

const pushImage = (t: Translate): string => t('Build and push the image for this kernel.');
const correctImage = (t: Translate): string => t('Correct the image name in the Module.');
const createInput = (t: Translate): string => t('Create the missing object, or correct its name in the Module.');
const readLog = (t: Translate): string => t('Look at the log of the build.');

const WORDS: Record<Reason, (t: Translate) => ReasonWords> = {
  Checking: (t) => ({ title: t('Being checked'), meaning: t('The check has not ended yet.') }),
  NodeCheckRunning: (t) => ({ title: t('Being pulled on a node'), meaning: t('A node is pulling the image.') }),
  BuildPending: (t) => ({
    title: t('Build pending'),
    meaning: t('The image does not exist yet, and its build has not started.'),
  }),
  BuildRunning: (t) => ({
    title: t('Build running'),
    meaning: t('The image does not exist yet and is being built.'),
  }),
  ImageVerified: (t) => ({
    title: t('Image found'),
    meaning: t('The image exists for the architecture of this kernel.'),
  }),
  BuildVerified: (t) => ({ title: t('Image built'), meaning: t('The image was built for this kernel.') }),
  NothingToLoad: (t) => ({
    title: t('Nothing to load'),
    meaning: t('The Module has no module loader, so it loads no kernel module.'),
  }),
  KernelVersionInvalid: (t) => ({
    title: t('Kernel version invalid'),
    meaning: t('The kernel version of the preflight is not complete.'),
    remedy: t('Set the kernel version to what uname -r prints on the new kernel.'),
  }),
  MappingNotFound: (t) => ({
    title: t('No kernel mapping'),
    meaning: t('No kernel mapping of the Module matches this kernel.'),
    remedy: t('Add a kernel mapping for this kernel to the Module.'),
  }),
  MappingInvalid: (t) => ({
    title: t('Kernel mapping invalid'),
    meaning: t('A regular expression of the kernel mappings cannot be read.'),
    remedy: t('Correct the regular expression. Look-ahead and back-references do not exist in RE2.'),
  }),
  TemplateInvalid: (t) => ({
    title: t('Image template invalid'),
    meaning: t('A variable in the image name has no closing brace.'),
    remedy: correctImage(t),
  }),
  ImageReferenceInvalid: (t) => ({
    title: t('Image name invalid'),
    meaning: t('With its variables replaced, the image name is not valid.'),
    remedy: correctImage(t),
  }),
  ImageNotFound: (t) => ({
    title: t('Image not found'),
    meaning: t('The registry does not have the image for this kernel.'),
    remedy: pushImage(t),
  }),
  ImageUnauthorized: (t) => ({
    title: t('Credentials refused'),
    meaning: t(
      'The registry refused the credentials, or there were none. Some registries answer the same for a repository that does not exist.',
    ),
    remedy: t('Correct or add the pull secret for this registry.'),
  }),
  ImageForbidden: (t) => ({
    title: t('No right to pull'),
    meaning: t('The registry knows the account but does not let it pull the image.'),
    remedy: t('Give the account the right to pull the image.'),
  }),
  ImageBlockedByPolicy: (t) => ({
    title: t('Blocked by cluster policy'),
    meaning: t('The configuration of the cluster does not allow this registry.'),
    remedy: t('Allow the registry in the image configuration of the cluster, or add a mirror.'),
  }),
  PullSecretMissing: (t) => ({
    title: t('Pull secret missing'),
    meaning: t('A pull secret that the Module names does not exist.'),
    remedy: t('Create the pull secret, or correct its name.'),
  }),
  PullSecretInvalid: (t) => ({
    title: t('Pull secret invalid'),
    meaning: t('The pull secret does not hold credentials for a registry.'),
    remedy: t('Write the pull secret again.'),
  }),
  PullSecretForbidden: (t) => ({
    title: t('Pull secret not readable'),
    meaning: t('The validator may not read the pull secret.'),
    remedy: t('Let the validator read this Secret.'),
  }),
  CertificateUntrusted: (t) => ({
    title: t('Certificate not trusted'),
    meaning: t('The certificate of the registry is signed by an authority that the cluster does not trust.'),
    remedy: t('Add the certificate authority of the registry to the image configuration of the cluster.'),
  }),
  PlatformMissing: (t) => ({
    title: t('Wrong architecture'),
    meaning: t('The image exists, but not for the architecture of this kernel.'),
    remedy: pushImage(t),
  }),
  RegistryAnswerInvalid: (t) => ({
    title: t('Registry answer not usable'),
    meaning: t('What answered is no image registry, or the image is damaged.'),
    remedy: t('Check the image name, and push the image again.'),
  }),
  RegistryUnreachable: (t) => ({
    title: t('Registry unreachable'),
    meaning: t('The registry could not be reached.'),
    remedy: t('Check the name of the registry, the network path and the proxy.'),
  }),
  RegistryRateLimited: (t) => ({
    title: t('Registry asks to wait'),
    meaning: t('The registry limits how often it may be asked.'),
  }),
  RegistryError: (t) => ({
    title: t('Registry error'),
    meaning: t('The registry answered with an error of its own.'),
    remedy: t('Check the state of the registry.'),
  }),
  NodeCheckTimedOut: (t) => ({
    title: t('Node check timed out'),
    meaning: t('No node pulled the image in time.'),
    remedy: t('Check the nodes and the registry.'),
  }),
  BuildInputMissing: (t) => ({
    title: t('Build input missing'),
    meaning: t('A Secret or ConfigMap that the build needs does not exist.'),
    remedy: createInput(t),
  }),
  DtkImageUnknown: (t) => ({
    title: t('Driver Toolkit image unknown'),
    meaning: t('The build needs the Driver Toolkit image, and the preflight names none.'),
    remedy: t('Set the Driver Toolkit image in the preflight.'),
  }),
  BuildApiMissing: (t) => ({
    title: t('Builds not available'),
    meaning: t('This cluster cannot build images.'),
    remedy: pushImage(t),
  }),
  BuildForbidden: (t) => ({
    title: t('Build not allowed'),
    meaning: t('The validator may not create builds in this namespace.'),
    remedy: t('Let the validator create builds in this namespace.'),
  }),
  SignInputMissing: (t) => ({
    title: t('Signing key missing'),
    meaning: t('A Secret that signing needs does not exist.'),
    remedy: createInput(t),
  }),
  BuildFailed: (t) => ({
    title: t('Build failed'),
    meaning: t('The image could not be built.'),
    remedy: readLog(t),
  }),
  SignFailed: (t) => ({
    title: t('Signing failed'),
    meaning: t('The kernel modules could not be signed.'),
    remedy: readLog(t),
  }),
  PushFailed: (t) => ({
    title: t('Push failed'),
    meaning: t('The image was built but could not be pushed.'),
    remedy: t('Check that the push secret may write to the repository.'),
  }),
};

/** Title, meaning and remedy of a reason. One that this version does not know is shown by its name. */
export function reasonWords(reason: string, t: Translate): ReasonWords {
  return isReason(reason) ? WORDS[reason](t) : { title: reason, meaning: '' };
}

const CHECK_TITLES: Record<string, (t: Translate) => string> = {
  KernelMapping: (t) => t('Kernel mapping'),
  RegistryTLS: (t) => t('Registry TLS'),
  Image: (t) => t('Image'),
  Platform: (t) => t('Architecture'),
  Recheck: (t) => t('Last look'),
};

/** Title of a check; one that this version does not know is shown by its name. */
export function checkTitle(name: string, t: Translate): string {
  return Object.hasOwn(CHECK_TITLES, name) ? (CHECK_TITLES[name]?.(t) ?? name) : name;
}
