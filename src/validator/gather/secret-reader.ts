import type { Credential } from '../../domain/image/credential';
import { parseDockerConfig } from '../../domain/image/dockerconfig';
import type { SecretProblem } from '../../domain/preflight/evidence';
import { SECRET, SERVICE_ACCOUNT } from '../../contract/resource-kinds';
import { KubeError } from '../kube-error';
import type { Clock, KubeApi, KubeObject } from '../ports';

/** What reading pull secrets gave: credentials, and the secrets that gave none. */
export interface PullSecrets {
  credentials: Credential[];
  problems: SecretProblem[];
}

/** Reads pull secrets by name; nothing is watched. */
export interface SecretReader {
  /** One Secret; a read that began before `notBefore` is not used. */
  readSecret(namespace: string, name: string, notBefore: number): Promise<PullSecrets>;
  /** The imagePullSecrets of a ServiceAccount; an absent ServiceAccount has none. */
  readServiceAccount(namespace: string, name: string, notBefore: number): Promise<PullSecrets>;
}

interface RawSecret extends KubeObject {
  type?: string;
  data?: Record<string, string>;
}

interface RawServiceAccount extends KubeObject {
  imagePullSecrets?: { name?: string }[];
}

const CACHE_MS = 60_000;
const CACHE_ENTRIES = 1_000;
const SECRETS_PER_ACCOUNT = 16;
const KEY_OF_TYPE = {
  'kubernetes.io/dockerconfigjson': '.dockerconfigjson',
  'kubernetes.io/dockercfg': '.dockercfg',
} as const;

/** A reader whose answers are kept 60 s, and shared while under way. API errors other than 403 and 404 are thrown. */
export function createSecretReader(api: KubeApi, clock: Clock): SecretReader {
  const cache = new Map<string, { at: number; answer: Promise<PullSecrets> }>();

  const cached = (key: string, notBefore: number, read: () => Promise<PullSecrets>): Promise<PullSecrets> => {
    const entry = cache.get(key);
    if (entry && entry.at >= notBefore && Math.abs(clock.now() - entry.at) < CACHE_MS) return entry.answer;
    const at = clock.now();
    const answer = read();
    cache.delete(key);
    cache.set(key, { at, answer });
    answer.catch(() => {
      if (cache.get(key)?.answer === answer) cache.delete(key);
    });
    const oldest = cache.size > CACHE_ENTRIES ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    return answer;
  };

  const readSecret = (namespace: string, name: string, notBefore: number): Promise<PullSecrets> =>
    cached(`secret/${namespace}/${name}`, notBefore, () => fetchSecret(api, namespace, name));

  return {
    readSecret,
    readServiceAccount: (namespace, name, notBefore) =>
      cached(`serviceaccount/${namespace}/${name}`, notBefore, () =>
        fetchServiceAccount(api, namespace, name, (secret) => readSecret(namespace, secret, notBefore)),
      ),
  };
}

async function fetchSecret(api: KubeApi, namespace: string, name: string): Promise<PullSecrets> {
  const origin = `Secret ${namespace}/${name}`;
  try {
    const secret = await api.get<RawSecret>(SECRET, { namespace, name });
    if (!secret) return problem('Missing', origin, `${origin} does not exist; create it or correct the name.`);
    return parseSecret(secret, origin);
  } catch (error) {
    return forbiddenOrThrow(error, origin);
  }
}

function parseSecret(secret: RawSecret, origin: string): PullSecrets {
  const type = secret.type;
  if (type !== 'kubernetes.io/dockerconfigjson' && type !== 'kubernetes.io/dockercfg') {
    const message = `${origin} has type ${String(type).slice(0, 100)}; a pull secret has type kubernetes.io/dockerconfigjson.`;
    return problem('Invalid', origin, message);
  }
  const data = secret.data?.[KEY_OF_TYPE[type]];
  if (data === undefined)
    return problem('Invalid', origin, `${origin} has no key ${KEY_OF_TYPE[type]}; write it again.`);
  const credentials = parseDockerConfig(Buffer.from(data, 'base64').toString('utf8'), type, origin);
  if (!credentials.ok) return problem('Invalid', origin, `${credentials.message}.`);
  return { credentials: credentials.value, problems: [] };
}

async function fetchServiceAccount(
  api: KubeApi,
  namespace: string,
  name: string,
  readSecret: (name: string) => Promise<PullSecrets>,
): Promise<PullSecrets> {
  try {
    const account = await api.get<RawServiceAccount>(SERVICE_ACCOUNT, { namespace, name });
    const names = (account?.imagePullSecrets ?? [])
      .flatMap((secret) => secret.name ?? [])
      .slice(0, SECRETS_PER_ACCOUNT);
    return mergePullSecrets(await Promise.all(names.map(readSecret)));
  } catch (error) {
    return forbiddenOrThrow(error, `ServiceAccount ${namespace}/${name}`);
  }
}

/** Joins several answers, in their order. */
export function mergePullSecrets(parts: PullSecrets[]): PullSecrets {
  return { credentials: parts.flatMap((part) => part.credentials), problems: parts.flatMap((part) => part.problems) };
}

function forbiddenOrThrow(error: unknown, origin: string): PullSecrets {
  if (!(error instanceof KubeError) || error.kind !== 'Forbidden') throw error;
  return problem('Forbidden', origin, `The validator may not read ${origin}; grant it get on that object.`);
}

function problem(kind: SecretProblem['kind'], origin: string, message: string): PullSecrets {
  return { credentials: [], problems: [{ kind, origin, message }] };
}
