import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPlugin } from '../scripts/build-plugin';
import { buildValidator } from '../scripts/build-validator';
import { CONSOLE_USERS, startConsole, type RunningConsole } from './console/console';
import { ensureBinaries, type OnProgress } from './control-plane/binaries';
import { startControlPlane, type ControlPlane } from './control-plane/control-plane';
import { installCrds } from './control-plane/install-crds';
import { createNamespace } from './control-plane/namespaces';
import { startRegistry } from './control-plane/registry';
import type { StackRegistries } from './demo/registries';
import { VALIDATOR_GRANTS, VALIDATOR_NAMESPACE } from './demo/validator-role';
import { watchParts, type EndedPart } from './ended-part';
import { applyGrant } from './rbac';
import { startValidatorProcess, type ValidatorProcess } from './validator-process';

export interface StackOptions {
  /** For kubeconfigs and the validator's log; made if it is not there. */
  runFolder: string;
  /** Further flags of the validator. */
  validatorFlags?: readonly string[];
  /** Builds the plugin and serves it in the console host. */
  withConsole?: boolean;
  onProgress?: OnProgress;
}

/** A cluster without nodes, with the validator at work in it: real programs on loopback, none of which outlives this process. */
export interface Stack {
  runFolder: string;
  controlPlane: ControlPlane;
  registries: StackRegistries;
  validator: ValidatorProcess;
  /** When it was asked for. */
  console?: RunningConsole;
  /** Name → process of everything that was started. */
  pids(): Record<string, number>;
  /** Resolves when a part ends that nobody asked to; never after `stop`. */
  ended: Promise<EndedPart>;
  /** Stops everything and removes its data, the log excepted. */
  stop(): Promise<void>;
}

/** Namespaces that every OpenShift cluster, or the chart, brings. */
const NAMESPACES = ['openshift', 'openshift-config', VALIDATOR_NAMESPACE];

/** Starts all parts; when one does not start, the others are stopped again and its error is thrown. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const started = new StartedParts();
  try {
    return await startParts(options, started);
  } catch (error) {
    await started.stop();
    throw error;
  }
}

async function startParts(options: StackOptions, started: StartedParts): Promise<Stack> {
  const { runFolder, validatorFlags = [], withConsole = false, onProgress = () => undefined } = options;
  await mkdir(runFolder, { recursive: true });
  await ensureBinaries(onProgress);
  onProgress('starting etcd, kube-apiserver and three registries');
  const [controlPlane, registries] = await settleAll([
    started.add(startControlPlane({ onProgress })),
    startRegistries(started, onProgress),
    buildValidator(),
    withConsole ? buildPlugin() : undefined,
  ]);
  onProgress('installing the CRDs and the rights of the validator');
  await Promise.all([installCrds(controlPlane), ...NAMESPACES.map((name) => createNamespace(controlPlane, name))]);
  await Promise.all(VALIDATOR_GRANTS.map((grant) => applyGrant(controlPlane, grant)));
  onProgress('starting the validator');
  const kubeconfig = join(runFolder, 'validator.kubeconfig');
  await controlPlane.writeKubeconfig('validator', kubeconfig);
  const validator = await started.add(startValidatorProcess({ kubeconfig, runFolder, flags: validatorFlags }));
  const site = { controlPlane, validator };
  const running = withConsole ? { console: await started.add(startConsole(site, CONSOLE_USERS)) } : {};
  const watch = watchParts({ controlPlane, registries, validator });
  const stop = async (): Promise<void> => {
    watch.stop();
    await started.stop();
  };
  return { runFolder, controlPlane, registries, validator, ...running, pids: watch.pids, ended: watch.ended, stop };
}

async function startRegistries(started: StartedParts, onProgress: OnProgress): Promise<StackRegistries> {
  const privateLogin = { username: 'robot', password: randomBytes(12).toString('base64url') };
  const [open, restricted, mirror] = await settleAll([
    started.add(startRegistry({ onProgress })),
    started.add(startRegistry({ onProgress, auth: privateLogin })),
    started.add(startRegistry({ onProgress })),
  ]);
  return {
    started: { open, private: restricted, mirror },
    hosts: { open: open.host, private: restricted.host, mirror: mirror.host },
    privateLogin,
  };
}

interface Part {
  stop(): Promise<void>;
}

/** What has to be stopped, the last first: the validator gives its Lease back while there is an API server. */
class StartedParts {
  private readonly parts: Part[] = [];

  async add<T extends Part>(starting: Promise<T>): Promise<T> {
    const part = await starting;
    this.parts.push(part);
    return part;
  }

  async stop(): Promise<void> {
    for (let part = this.parts.pop(); part; part = this.parts.pop()) await part.stop();
  }
}

/** As Promise.all, but an error comes only after the others have ended too, so that what they started can be stopped. */
async function settleAll<T extends readonly unknown[] | []>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
