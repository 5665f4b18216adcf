import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';

import { type CredentialSource, type ExecPlugin, type KubeConfig, KubeConfigError, type Pem } from './cluster-access';

type Fields = Record<string, unknown>;

/** A named entry together with the folder that its relative paths start from. */
interface Entry {
  fields: Fields;
  dir: string;
}

interface Merged {
  currentContext: string | undefined;
  clusters: Map<string, Entry>;
  users: Map<string, Entry>;
  contexts: Map<string, Entry>;
}

/**
 * Reads kubeconfig files as kubectl merges them: the first file that has an entry or a current context wins, and relative
 * paths start from the file that names them. Throws KubeConfigError.
 */
export function loadKubeConfigFiles(files: string[]): KubeConfig {
  const merged: Merged = { currentContext: undefined, clusters: new Map(), users: new Map(), contexts: new Map() };
  for (const file of files) mergeFile(merged, file);
  const where = files.join(', ');
  if (!merged.currentContext) throw new KubeConfigError(`${where}: current-context is not set`);
  const context = pick(merged.contexts, merged.currentContext, `context of ${where}`);
  const cluster = pick(merged.clusters, text(context.fields, 'cluster') ?? '', `cluster of ${where}`);
  const userName = text(context.fields, 'user');
  const user = userName ? pick(merged.users, userName, `user of ${where}`) : { fields: {}, dir: '.' };
  const namespace = text(context.fields, 'namespace');
  return { ...readCluster(cluster, where), ...readUser(user, cluster, where), ...(namespace ? { namespace } : {}) };
}

function mergeFile(merged: Merged, file: string): void {
  const dir = dirname(resolve(file));
  const root = fieldsOf(readYaml(file));
  merged.currentContext ??= text(root, 'current-context');
  const lists = [
    ['clusters', 'cluster', merged.clusters],
    ['users', 'user', merged.users],
    ['contexts', 'context', merged.contexts],
  ] as const;
  for (const [list, member, target] of lists) {
    for (const item of asList(root[list])) {
      const name = text(fieldsOf(item), 'name');
      if (name !== undefined && !target.has(name)) target.set(name, { fields: fieldsOf(fieldsOf(item)[member]), dir });
    }
  }
}

function readYaml(file: string): unknown {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new KubeConfigError(`kubeconfig ${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  try {
    return parse(content);
  } catch {
    // The parser's error quotes the line it stumbled over, which may hold a token.
    throw new KubeConfigError(`kubeconfig ${file} is not valid YAML`);
  }
}

function readCluster({ fields, dir }: Entry, where: string): Omit<KubeConfig, 'credential'> {
  const server = text(fields, 'server')?.replace(/\/+$/, '');
  if (!server || !/^https?:\/\//.test(server) || !URL.canParse(server)) {
    throw new KubeConfigError(`${where}: the cluster's server is not an http or https address`);
  }
  const ca = pemOf(fields, 'certificate-authority', dir);
  const serverName = text(fields, 'tls-server-name');
  const proxyUrl = text(fields, 'proxy-url');
  if (proxyUrl && !/^https?:\/\//.test(proxyUrl)) {
    throw new KubeConfigError(`${where}: only http and https proxies are supported in proxy-url`);
  }
  return {
    server,
    skipVerify: fields['insecure-skip-tls-verify'] === true,
    ...(ca ? { ca } : {}),
    ...(serverName ? { serverName } : {}),
    ...(proxyUrl ? { proxyUrl } : {}),
  };
}

function readUser(user: Entry, cluster: Entry, where: string): Pick<KubeConfig, 'credential' | 'clientCertificate'> {
  const certificate = pemOf(user.fields, 'client-certificate', user.dir);
  const key = pemOf(user.fields, 'client-key', user.dir);
  if (Boolean(certificate) !== Boolean(key)) {
    throw new KubeConfigError(`${where}: client-certificate and client-key need each other`);
  }
  return {
    credential: readCredential(user, cluster, where),
    ...(certificate && key ? { clientCertificate: { certificate, key } } : {}),
  };
}

function readCredential(user: Entry, cluster: Entry, where: string): CredentialSource {
  for (const old of ['auth-provider', 'username', 'password']) {
    if (user.fields[old])
      throw new KubeConfigError(`${where}: ${old} is not supported; use a token, certificate or exec`);
  }
  // A token file wins over a token, as in client-go: the token beside it is only its last known content.
  const tokenFile = text(user.fields, 'tokenFile');
  if (tokenFile) return { type: 'tokenFile', file: resolve(user.dir, tokenFile) };
  const token = text(user.fields, 'token');
  if (token) return { type: 'token', token };
  if (user.fields['exec'])
    return { type: 'exec', plugin: readExec(fieldsOf(user.fields['exec']), user.dir, cluster, where) };
  return { type: 'none' };
}

function readExec(exec: Fields, dir: string, cluster: Entry, where: string): ExecPlugin {
  const apiVersion = text(exec, 'apiVersion') ?? '';
  const command = text(exec, 'command');
  if (!command || !/^client\.authentication\.k8s\.io\/v1(beta1)?$/.test(apiVersion)) {
    throw new KubeConfigError(
      `${where}: exec needs a command and apiVersion client.authentication.k8s.io/v1 or v1beta1`,
    );
  }
  if (text(exec, 'interactiveMode') === 'Always') {
    throw new KubeConfigError(`${where}: the credential plugin ${command} wants a terminal, and there is none`);
  }
  const env = asList(exec['env']).map(fieldsOf);
  return {
    apiVersion,
    command: /[/\\]/.test(command) ? resolve(dir, command) : command,
    args: asList(exec['args']).map(String),
    env: Object.fromEntries(env.map((entry) => [text(entry, 'name') ?? '', text(entry, 'value') ?? ''])),
    ...(exec['provideClusterInfo'] === true ? { cluster: clusterInfo(cluster) } : {}),
  };
}

function clusterInfo({ fields, dir }: Entry): object {
  const ca = pemOf(fields, 'certificate-authority', dir);
  const pem = ca && ('pem' in ca ? ca.pem : readFileSync(ca.file, 'utf8'));
  return {
    ...fields,
    'certificate-authority': undefined,
    'certificate-authority-data': pem && Buffer.from(pem).toString('base64'),
  };
}

function pemOf(fields: Fields, name: string, dir: string): Pem | undefined {
  const data = text(fields, `${name}-data`);
  if (data) return { pem: Buffer.from(data, 'base64').toString('utf8') };
  const file = text(fields, name);
  return file ? { file: resolve(dir, file) } : undefined;
}

function pick(entries: Map<string, Entry>, name: string, what: string): Entry {
  const entry = entries.get(name);
  if (!entry) throw new KubeConfigError(`the ${what} names ${JSON.stringify(name)}, which is not in it`);
  return entry;
}

function text(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
