import { generateKeyPairSync, randomBytes } from 'node:crypto';

/** Somebody who may sign in with a static token; rights come from RBAC objects, except those of `system:masters`. */
export interface User {
  name: string;
  groups?: readonly string[];
}

/** Always there: one who may do anything, and three without any right until a test or the demo binds some. */
export const STANDARD_USERS: readonly User[] = [
  { name: 'admin', groups: ['system:masters'] },
  { name: 'few-rights' },
  { name: 'viewer' },
  { name: 'validator' },
];

/** Name → new random token. */
export function createTokens(users: readonly User[]): Record<string, string> {
  return Object.fromEntries(users.map(({ name }) => [name, randomBytes(24).toString('base64url')]));
}

/** The API server's `--token-auth-file`: token, user, uid, groups. */
export function printTokenFile(users: readonly User[], tokens: Readonly<Record<string, string>>): string {
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const lines = users.map(({ name, groups = [] }) =>
    [tokens[name] ?? '', name, `uid-${name}`, groups.join(',')].map(quote).join(','),
  );
  return lines.join('\n') + '\n';
}

/** The private key that signs ServiceAccount tokens; the API server checks them with its public half. */
export function createServiceAccountKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'sec1', format: 'pem' }).toString();
}

/** A kubeconfig (JSON is YAML) with one context, for kubectl, oc and the validator's `--kubeconfig`. */
export function printKubeconfig(url: string, caPem: string, user: string, token: string): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': user,
    clusters: [
      {
        name: 'local-stack',
        cluster: { server: url, 'certificate-authority-data': Buffer.from(caPem).toString('base64') },
      },
    ],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: user, context: { cluster: 'local-stack', user, namespace: 'default' } }],
  };
  return JSON.stringify(config, undefined, 2) + '\n';
}
