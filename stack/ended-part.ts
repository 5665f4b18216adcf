import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tailOf } from './control-plane/guarded-process';
import { isProcessAlive } from './control-plane/process-alive';
import type { ControlPlane } from './control-plane/control-plane';
import type { StackRegistries } from './demo/registries';
import type { ValidatorProcess } from './validator-process';

/** A part that ended by itself, in words for the person at the terminal. */
export interface EndedPart {
  name: string;
  pid: number;
  /** One line with the exit code, and the last lines of the log where there is one. */
  message: string;
}

export interface PartsWatch {
  pids(): Record<string, number>;
  ended: Promise<EndedPart>;
  stop(): void;
}

interface Parts {
  controlPlane: Pick<ControlPlane, 'pids' | 'servingCertificate'>;
  registries: Pick<StackRegistries, 'started'>;
  validator: Pick<ValidatorProcess, 'process' | 'logFile'>;
}

const LOOK_EVERY_MS = 500;

/** Watches over the programs until stopped. One that is killed and restarted between two looks is not noticed. */
export function watchParts(parts: Parts): PartsWatch {
  const { controlPlane, registries, validator } = parts;
  const pids = (): Record<string, number> => ({
    'kube-apiserver': controlPlane.pids.kubeApiserver,
    etcd: controlPlane.pids.etcd,
    ...Object.fromEntries(Object.entries(registries.started).map(([name, { pid }]) => [`registry-${name}`, pid])),
    validator: validator.process.pid,
  });
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<EndedPart>((resolve) => {
    timer = setInterval(() => {
      const gone = Object.entries(pids()).find(([, pid]) => !isProcessAlive(pid));
      if (!gone) return;
      clearInterval(timer);
      const [name, pid] = gone;
      void describeEnd(name, pid, parts).then((message) => resolve({ name, pid, message }));
    }, LOOK_EVERY_MS).unref();
  });
  return { pids, ended, stop: () => clearInterval(timer) };
}

async function describeEnd(name: string, pid: number, { controlPlane, validator }: Parts): Promise<string> {
  const isValidator = name === 'validator';
  const code = isValidator ? ` with exit code ${await validator.process.exited}` : '';
  // The control plane keeps its logs beside the folder of its certificates.
  const logFolder = dirname(dirname(controlPlane.servingCertificate.certFile));
  const logFile = isValidator ? validator.logFile : join(logFolder, `${name}.log`);
  const tail = existsSync(logFile) ? `; its last lines:\n${tailOf(logFile)}` : '';
  return `${name} (pid ${pid}) has ended${code}${tail}`;
}
