import { parseModule } from '../../src/contract/module';
import type { Preflight } from '../../src/contract/preflight';
import { MODULE } from '../../src/contract/resource-kinds';
import type { Verdict } from '../../src/domain/preflight/verdict';
import { createCheckScheduler } from '../../src/validator/controller/check-scheduler';
import { lookAtModule } from '../../src/validator/controller/look-at-module';
import { createEntry, type ModuleEntry } from '../../src/validator/controller/module-entry';
import type { ImageSources } from '../../src/validator/gather/gather-image';
import { createSecretReader } from '../../src/validator/gather/secret-reader';
import { shareImageReader } from '../../src/validator/gather/shared-image-reader';
import { createWatcher } from '../../src/validator/kube/cache';
import { KubeClient } from '../../src/validator/kube/kube-api';
import { loadKubeConfig } from '../../src/validator/kube/kube-config';
import { KubeTransport } from '../../src/validator/kube/transport';
import { createRe2Matcher } from '../../src/validator/re2';
import { createImageReader } from '../../src/validator/registry/image-reader';
import { RegistryClient } from '../../src/validator/registry/registry-client';
import { readProcessCost } from '../process-cost';
import { fail, finish, readProgramInput, type ProgramInput } from './program-input';

/** The validator's own parts from the list of Modules to their verdicts, without its writes. */
async function main(input: ProgramInput): Promise<void> {
  const startedAt = performance.now();
  const clock = { now: () => Date.now() };
  const silent = (): void => undefined;
  const logger = { debug: silent, info: silent, warn: silent, error: silent };
  const client = new KubeClient(new KubeTransport(loadKubeConfig({ kubeconfig: input.kubeconfig, env: {} })));
  const registry = new RegistryClient({
    settings: { trustedCAs: { [input.registryHost]: [input.registryCaPem] }, clusterCA: [] },
    limits: { perHostConcurrency: input.concurrency },
  });
  const sources: ImageSources = {
    images: shareImageReader(createImageReader(registry), clock, new AbortController().signal),
    secrets: createSecretReader(client, clock),
    config: {
      mirrorRules: [],
      policy: { allowed: [], blocked: [], insecure: [] },
      trustedHosts: new Set([input.registryHost]),
      version: 1,
    },
  };
  const modules = createWatcher(client, { logger }).watch({ kind: MODULE, prune: parseModule });
  await modules.synced();
  const listMs = performance.now() - startedAt;
  const preflight = benchPreflight(input.kernelVersion);
  const matchRegexp = createRe2Matcher();
  const entries = [...modules.values()].map((module) => createEntry(preflight, module, matchRegexp));
  const { kernelVersion } = input;
  const verdicts = await judgeAll(entries, input, (entry) => {
    const { signal } = new AbortController();
    return lookAtModule(sources, { ...entry, namespace: entry.module.namespace, kernelVersion, signal });
  });
  const ms = performance.now() - startedAt;
  requireSuccess(verdicts);
  finish({ ms, listMs, modules: verdicts.length, ...readProcessCost(process.pid) });
}

/** Through the validator's own scheduler. */
function judgeAll(
  entries: ModuleEntry[],
  { concurrency }: ProgramInput,
  look: (entry: ModuleEntry) => Promise<{ verdict: Verdict }>,
): Promise<Verdict[]> {
  const byKey = new Map(entries.map((entry) => [entry.key, entry]));
  const scheduler = createCheckScheduler(concurrency, () => undefined);
  const verdicts: Verdict[] = [];
  return new Promise((resolve, reject) => {
    const check = async (key: string): Promise<void> => {
      const entry = byKey.get(key);
      if (!entry) return;
      verdicts.push((await look(entry)).verdict);
      if (verdicts.length === entries.length) resolve(verdicts);
    };
    const owner = { check: (key: string) => check(key).catch(reject) };
    for (const { key } of entries) scheduler.enqueue(owner, key);
  });
}

function requireSuccess(verdicts: Verdict[]): void {
  const other = verdicts.find(({ status }) => status !== 'Success');
  if (other) throw new Error(`a verdict is ${other.status}, ${other.reason}: ${other.message}`);
}

function benchPreflight(kernelVersion: string): Preflight {
  const uid = '00000000-0000-4000-8000-000000000000';
  const rest = { generation: 1, resourceVersion: '1', deleting: false, pushBuiltImage: false, statusModules: [] };
  return { name: 'bench', uid, kernelVersion, ...rest };
}

main(readProgramInput()).catch(fail);
