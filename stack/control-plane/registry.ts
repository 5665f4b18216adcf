import { randomBytes, randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hash } from 'bcryptjs';
import { Agent, request } from 'undici';
import { ensureBinary, type OnProgress } from './binaries';
import { launchServer, type RunningServer } from './running-server';
import { createScratchFolder, removeScratchFolder } from './scratch-folder';
import type { ServerStart } from './started-program';

export interface RegistryOptions {
  /** `folder` (the default) keeps images over a restart, `memory` loses them. */
  storage?: 'folder' | 'memory';
  /** Basic authentication for everything; anonymous unless given. */
  auth?: { username: string; password: string };
  /** PEM files; plain HTTP unless given. */
  tls?: { certFile: string; keyFile: string };
  /** Lines about a build that takes a minute; stderr unless told. */
  onProgress?: OnProgress;
}

/** A real registry of the distribution project on loopback. */
export interface LocalRegistry {
  /** `127.0.0.1:<port>`, as it stands in an image reference; stays the same over a restart. */
  host: string;
  readonly pid: number;
  /** SIGKILL; the images stay when they are in a folder. */
  kill(): Promise<void>;
  /** Ends it if it runs and starts it on the same port. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** bcrypt's least: each request to a registry with htpasswd costs one hash, and nothing here is secret. */
const BCRYPT_ROUNDS = 4;
const INSTANCE_HEADER = 'x-stack-instance';

/** Starts a registry of its own; several run side by side. Builds the program first if it is not there yet. */
export async function startRegistry(options: RegistryOptions = {}): Promise<LocalRegistry> {
  const onProgress = options.onProgress ?? ((line) => void process.stderr.write(`${line}\n`));
  const binary = await ensureBinary('registry', onProgress);
  const folder = await createScratchFolder();
  const start = await registryStart(binary, folder, options);
  try {
    return assembleRegistry(await launchServer(start), folder);
  } catch (error) {
    await removeScratchFolder(folder);
    throw error;
  }
}

function assembleRegistry(server: RunningServer, folder: string): LocalRegistry {
  return {
    host: `127.0.0.1:${server.port}`,
    get pid() {
      return server.pid;
    },
    kill: () => server.kill(),
    restart: () => server.restart(),
    stop: async () => {
      await server.kill();
      await removeScratchFolder(folder);
    },
  };
}

async function registryStart(binary: string, folder: string, options: RegistryOptions): Promise<ServerStart> {
  const { auth, tls } = options;
  const instance = randomUUID();
  const configFile = join(folder, 'registry.json');
  const passwordFile = join(folder, 'htpasswd');
  if (auth)
    await writeFile(passwordFile, `${auth.username}:${await hash(auth.password, BCRYPT_ROUNDS)}\n`, { mode: 0o600 });
  const config = {
    version: 0.1,
    log: { level: 'warn', accesslog: { disabled: true } },
    storage: {
      ...(options.storage === 'memory' ? { inmemory: {} } : { filesystem: { rootdirectory: join(folder, 'images') } }),
      delete: { enabled: true },
      maintenance: { uploadpurging: { enabled: false } },
    },
    http: {
      secret: randomBytes(16).toString('hex'),
      headers: { [INSTANCE_HEADER]: [instance] },
      ...(tls && { tls: { certificate: tls.certFile, key: tls.keyFile } }),
    },
    ...(auth && { auth: { htpasswd: { realm: 'local registry', path: passwordFile } } }),
  };
  await writeFile(configFile, JSON.stringify(config), { mode: 0o600 });
  return {
    name: 'registry',
    program: (port) => ({
      command: binary,
      args: ['serve', configFile],
      logFile: join(folder, 'registry.log'),
      // Otherwise it sends traces to a collector that is not there, and complains.
      env: { REGISTRY_HTTP_ADDR: `127.0.0.1:${port}`, OTEL_TRACES_EXPORTER: 'none' },
    }),
    isReady: (port) => isInstance(`${tls ? 'https' : 'http'}://127.0.0.1:${port}/v2/`, instance),
  };
}

/** Any answer will do, 401 too, if it is of this registry and not of another one on the same port. */
async function isInstance(url: string, instance: string): Promise<boolean> {
  // Whether the certificate is trusted is the business of those who use the registry.
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  try {
    const response = await request(url, { dispatcher });
    await response.body.dump();
    return response.headers[INSTANCE_HEADER] === instance;
  } finally {
    await dispatcher.destroy();
  }
}
