import { readFile } from 'node:fs/promises';

import { KubeError } from '../kube-error';
import type { Clock } from '../ports';
import type { Credential, CredentialSource } from './cluster-access';
import { type ExecAnswer, fetchExecCredential } from './exec-credential';
import type { Timers } from './timers';

/** A plugin whose credentials are refused is not run more often than this. */
const EXEC_PAUSE_MS = 10_000;

/** Hands out the credential of the moment. Both methods throw KubeError `Unauthorized` when there is none to be had. */
export interface CredentialProvider {
  current(): Promise<Credential>;
  /** After a 401 for `rejected`: a newer credential if there is one, else the same again. */
  renew(rejected: Credential): Promise<Credential>;
}

export interface CredentialTiming {
  clock: Clock;
  timers: Timers;
  /** A token file is read again after this many milliseconds. */
  reloadIntervalMs: number;
}

/** Makes the provider for a source. Loads are shared by requests that wait at the same time. */
export function createCredentialProvider(source: CredentialSource, timing: CredentialTiming): CredentialProvider {
  switch (source.type) {
    case 'none':
      return fixed({});
    case 'token':
      return fixed({ token: source.token });
    case 'tokenFile':
      return new Reloading(tokenFileLoader(source.file, timing));
    case 'exec':
      return new Reloading(execLoader(source, timing));
  }
}

/** A way to load a credential, and to tell whether the last one may still be used without asking. */
interface Loader {
  load(): Promise<Credential>;
  fresh(): boolean;
  /** Whether loading again after a 401 makes sense already. */
  renewable(): boolean;
}

function fixed(credential: Credential): CredentialProvider {
  return { current: () => Promise.resolve(credential), renew: () => Promise.resolve(credential) };
}

function tokenFileLoader(file: string, { timers, reloadIntervalMs }: CredentialTiming): Loader {
  let loadedAt = -Infinity;
  let last: Credential | undefined;
  return {
    fresh: () => timers.monotonic() - loadedAt < reloadIntervalMs,
    renewable: () => true,
    async load() {
      loadedAt = timers.monotonic();
      try {
        const token = (await readFile(file, 'utf8')).trim();
        if (token !== '' && token !== last?.token) last = { token };
      } catch (error) {
        // The old token usually outlives a file that is just being replaced.
        if (!last) throw new KubeError('Unauthorized', `token file ${file} cannot be read: ${codeOf(error)}`);
      }
      if (!last) throw new KubeError('Unauthorized', `token file ${file} is empty`);
      return last;
    },
  };
}

function execLoader(source: Extract<CredentialSource, { type: 'exec' }>, { clock, timers }: CredentialTiming): Loader {
  let answer: ExecAnswer | undefined;
  let loadedAt = -Infinity;
  return {
    fresh: () => answer !== undefined && (answer.expiresAt === undefined || clock.now() < answer.expiresAt),
    renewable: () => timers.monotonic() - loadedAt >= EXEC_PAUSE_MS,
    async load() {
      loadedAt = timers.monotonic();
      answer = await fetchExecCredential(source.plugin);
      return answer.credential;
    },
  };
}

class Reloading implements CredentialProvider {
  private held: Credential | undefined;
  private loading: Promise<Credential> | undefined;

  constructor(private readonly loader: Loader) {}

  async current(): Promise<Credential> {
    return this.held && this.loader.fresh() ? this.held : this.load();
  }

  async renew(rejected: Credential): Promise<Credential> {
    const newer = this.held !== undefined && this.held !== rejected;
    return this.held && (newer || !this.loader.renewable()) ? this.held : this.load();
  }

  private load(): Promise<Credential> {
    this.loading ??= this.loader
      .load()
      .then((credential) => (this.held = credential))
      .finally(() => (this.loading = undefined));
    return this.loading;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}
