import type { ImageAnswer } from '../../domain/image/answer';
import type { Resolution } from '../../domain/kmm/resolve-module';
import { aResolvedModule, foundAnswer, KERNEL, refusedAnswer } from '../../testing/builders';
import { ManualClock, ScriptedImageReader, ScriptedObjects } from '../../testing/scripted-ports';
import { createSecretReader } from '../gather/secret-reader';
import { shareImageReader } from '../gather/shared-image-reader';
import { KubeError } from '../kube-error';
import { lookAtModule } from './look-at-module';

interface Scene {
  answer?: ImageAnswer | Error;
  secret?: Error;
  resolution?: Resolution;
  kernelVersion?: string;
  signal?: AbortSignal;
}

function look({
  answer = foundAnswer(),
  secret,
  resolution = aResolvedModule(),
  kernelVersion = KERNEL,
  signal,
}: Scene) {
  const clock = new ManualClock();
  const reader = new ScriptedImageReader(() => (answer instanceof Error ? Promise.reject(answer) : answer));
  const objects = new ScriptedObjects(secret ? { 'secrets/openshift-config/pull-secret': secret } : {});
  const sources = {
    images: shareImageReader(reader, clock, new AbortController().signal),
    secrets: createSecretReader(objects.api, clock),
    config: {
      mirrorRules: [],
      policy: { allowed: [], blocked: [], insecure: [] },
      trustedHosts: new Set<string>(),
      version: 1,
    },
  };
  const result = lookAtModule(sources, {
    namespace: 'drivers',
    kernelVersion,
    resolution,
    notBefore: 0,
    signal: signal ?? new AbortController().signal,
  });
  return { result, reads: () => reader.requests.length + objects.reads.length };
}

test('gathers and judges', async () => {
  await expect(look({}).result).resolves.toMatchObject({ verdict: { status: 'Success', reason: 'ImageVerified' } });
});

test.each<[string, Resolution, string]>([
  ['nothing to load', { kind: 'NothingToLoad' }, 'NothingToLoad'],
  ['no mapping', { kind: 'Unresolved', reason: 'MappingNotFound', message: 'none' }, 'MappingNotFound'],
])('%s asks nobody', async (_case, resolution, reason) => {
  const { result, reads } = look({ resolution });
  expect((await result).verdict.reason).toBe(reason);
  expect(reads()).toBe(0);
});

test('the kernel tells the architecture', async () => {
  const { verdict } = await look({ kernelVersion: KERNEL.replace('x86_64', 'aarch64') }).result;
  expect(verdict.reason).toBe('PlatformMissing');
});

test('the registry’s wish for patience comes with the verdict', async () => {
  const answer: ImageAnswer = { ...refusedAnswer('RateLimited'), retryAfterMs: 7_000 } as ImageAnswer;
  await expect(look({ answer }).result).resolves.toMatchObject({
    verdict: { reason: 'RegistryRateLimited' },
    retryAfterMs: 7_000,
  });
  expect(await look({}).result).not.toHaveProperty('retryAfterMs');
});

test('an API server that cannot be asked makes it unfinished, in words, with its wish for patience', async () => {
  const secret = new KubeError('Overloaded', 'GET secrets answered 429', { retryAfterMs: 3_000 });
  expect(await look({ secret }).result).toMatchObject({
    verdict: {
      status: 'InProgress',
      reason: 'Checking',
      message: 'The Module could not be checked: GET secrets answered 429; it is tried again by itself.',
    },
    retryAfterMs: 3_000,
  });
});

test('a bug is thrown, and so is an abort', async () => {
  await expect(look({ answer: new TypeError('a bug') }).result).rejects.toThrow('a bug');
  await expect(look({ signal: AbortSignal.abort(new Error('the inputs changed')) }).result).rejects.toThrow(
    'the inputs changed',
  );
});
