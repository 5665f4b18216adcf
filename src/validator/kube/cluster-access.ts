/** PEM text, or a file that holds it and may change. */
export type Pem = { pem: string } | { file: string };

/** A client-go credential plugin (KEP-541): a program that prints an ExecCredential. */
export interface ExecPlugin {
  apiVersion: string;
  command: string;
  args: string[];
  env: Record<string, string>;
  /** `spec.cluster` for the plugin, when the user entry asks for it with `provideClusterInfo`. */
  cluster?: object;
}

export type CredentialSource =
  | { type: 'none' }
  | { type: 'token'; token: string }
  | { type: 'tokenFile'; file: string }
  | { type: 'exec'; plugin: ExecPlugin };

/** As whom a request is made; both absent is anonymous (or the configuration's own client certificate). */
export interface Credential {
  token?: string;
  clientCertificate?: { certificate: string; key: string };
}

/** Where the API server is, how it proves itself, and as whom we speak to it. */
export interface KubeConfig {
  /** `http(s)://host[:port][/prefix]` without a slash at the end. */
  server: string;
  namespace?: string;
  /** Certificate authority; the system's when absent. */
  ca?: Pem;
  clientCertificate?: { certificate: Pem; key: Pem };
  /** Name in the server's certificate, when it is not the host of `server`. */
  serverName?: string;
  skipVerify: boolean;
  proxyUrl?: string;
  credential: CredentialSource;
}

/** The cluster's address or credentials cannot be learned. The message is one sentence for the administrator. */
export class KubeConfigError extends Error {
  override readonly name = 'KubeConfigError';
}
