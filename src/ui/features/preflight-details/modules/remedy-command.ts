import type { ModuleRow } from '../../../../contract/module-row';
import type { Preflight } from '../../../../contract/preflight';
import type { Reason } from '../../../../domain/preflight/reason';
import { isReason } from '../../../../domain/preflight/reason';

interface Facts {
  namespace: string;
  module: string;
  preflight: string;
  image: string;
  host: string;
  secret: string;
}

type Command = (facts: Facts) => string;

const editModule: Command = ({ namespace, module }) => `oc edit modules.kmm.sigs.x-k8s.io -n ${namespace} ${module}`;
const editPreflight: Command = ({ preflight }) => `oc edit preflightvalidationsocp ${preflight}`;
const editImageConfig: Command = () => 'oc edit image.config.openshift.io cluster';
const pushImage: Command = ({ image }) => `podman push ${image}`;
const inspectImage: Command = ({ image }) => `skopeo inspect --raw docker://${image}`;
const createSecret: Command = ({ namespace, secret, host }) =>
  `oc create secret docker-registry -n ${namespace} ${secret} --docker-server=${host} --docker-username=USER --docker-password=PASSWORD`;
const readBuilds: Command = ({ namespace }) => `oc get builds -n ${namespace}`;

const COMMANDS: Partial<Record<Reason, Command>> = {
  KernelVersionInvalid: editPreflight,
  DtkImageUnknown: editPreflight,
  MappingNotFound: editModule,
  MappingInvalid: editModule,
  TemplateInvalid: editModule,
  ImageReferenceInvalid: editModule,
  BuildInputMissing: editModule,
  SignInputMissing: editModule,
  ImageNotFound: pushImage,
  PlatformMissing: pushImage,
  BuildApiMissing: pushImage,
  RegistryAnswerInvalid: inspectImage,
  RegistryUnreachable: inspectImage,
  RegistryError: inspectImage,
  ImageForbidden: inspectImage,
  ImageUnauthorized: createSecret,
  PullSecretMissing: createSecret,
  PullSecretInvalid: createSecret,
  ImageBlockedByPolicy: editImageConfig,
  CertificateUntrusted: editImageConfig,
  BuildFailed: readBuilds,
  SignFailed: readBuilds,
  PushFailed: readBuilds,
};

/** A command that begins the remedy of a row's reason, ready to paste; every text in it is quoted for a shell. */
export function remedyCommand(row: ModuleRow, preflight: Pick<Preflight, 'name'>): string | undefined {
  const { verdict } = row;
  if (!verdict || !isReason(verdict.reason) || verdict.status === 'Success') return undefined;
  const image = verdict.image?.reference ?? '';
  const command = COMMANDS[verdict.reason];
  const needsImage = command === pushImage || command === inspectImage || command === createSecret;
  if (!command || (needsImage && image === '')) return undefined;
  return command({
    namespace: quoteForShell(row.namespace),
    module: quoteForShell(row.name),
    preflight: quoteForShell(preflight.name),
    image: quoteForShell(image),
    host: quoteForShell(image.split('/')[0] ?? ''),
    secret: quoteForShell(row.module?.imageRepoSecret ?? 'pull-secret'),
  });
}

/** A word that a POSIX shell takes as it is, or in quotes. A control character could run a pasted line. */
function quoteForShell(word: string): string {
  const clean = word.replace(/\p{Cc}/gu, '');
  return /^[\w./:@%+,-]+$/.test(clean) && !clean.startsWith('-') ? clean : `'${clean.replaceAll("'", `'\\''`)}'`;
}
