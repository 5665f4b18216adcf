import type { LocalRegistry } from '../control-plane/registry';
import type { PushTarget } from '../images/push-image';

/** The registries of the stack: one for everybody, one that asks for a password, and one that mirrors others. */
export type RegistryName = 'open' | 'private' | 'mirror';

/** `127.0.0.1:<port>` of each. */
export type RegistryHosts = Readonly<Record<RegistryName, string>>;

/** The only account of the private registry. */
export interface RegistryLogin {
  username: string;
  password: string;
}

/** What the stack has started. */
export interface StackRegistries {
  started: Readonly<Record<RegistryName, LocalRegistry>>;
  hosts: RegistryHosts;
  privateLogin: RegistryLogin;
}

/** How to push to one of them. */
export function selectPushTarget(
  { hosts, privateLogin }: Pick<StackRegistries, 'hosts' | 'privateLogin'>,
  name: RegistryName,
): PushTarget {
  return { url: `http://${hosts[name]}`, ...(name === 'private' && { login: privateLogin }) };
}
