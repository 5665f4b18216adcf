import type { ImageAnswer } from '../domain/image/answer';
import type { MirrorRule } from '../domain/image/mirrors';
import type { ResolvedModule } from '../domain/kmm/resolve-module';
import type { ImageEvidence } from '../domain/preflight/evidence';
import { gatherImage } from '../validator/gather/gather-image';
import type { RegistryConfig } from '../validator/gather/registry-config';
import { createSecretReader } from '../validator/gather/secret-reader';
import { shareImageReader } from '../validator/gather/shared-image-reader';
import type { ImageRequest } from '../validator/ports';
import { aResolvedModule, NOON, referenceOf, refusedAnswer } from './builders';
import { ManualClock, ScriptedImageReader, ScriptedObjects } from './scripted-ports';

export const SOURCE = 'quay.io/org/kmod:1';
export const CLUSTER_SECRET = 'secrets/openshift-config/pull-secret';
export const ACCOUNT = 'serviceaccounts/drivers/default';

/** What the registry answers, what the API server holds, how the cluster is configured. */
export interface GatherScene {
  answer?: (request: ImageRequest) => ImageAnswer;
  objects?: Record<string, object | Error>;
  config?: Partial<RegistryConfig>;
  resolved?: Partial<ResolvedModule>;
  signal?: AbortSignal;
}

/** Looks for the image of a Module in `drivers` whose image is `SOURCE`. */
export async function gatherScene(
  scene: GatherScene,
): Promise<{ evidence: ImageEvidence; looks: string[]; reader: ScriptedImageReader; reads: string[] }> {
  const clock = new ManualClock();
  const reader = new ScriptedImageReader(scene.answer ?? (() => refusedAnswer('NotFound')));
  const objects = new ScriptedObjects(scene.objects ?? {});
  const sources = {
    images: shareImageReader(reader, clock, new AbortController().signal),
    secrets: createSecretReader(objects.api, clock),
    config: {
      mirrorRules: [],
      policy: { allowed: [], blocked: [], insecure: [] },
      trustedHosts: new Set<string>(),
      version: 1,
      ...scene.config,
    },
  };
  const evidence = await gatherImage(sources, {
    namespace: 'drivers',
    resolved: aResolvedModule({ image: SOURCE, reference: referenceOf(SOURCE), ...scene.resolved }),
    notBefore: NOON,
    signal: scene.signal ?? new AbortController().signal,
  });
  return { evidence, looks: reader.looks, reader, reads: objects.reads };
}

/** Tag mirrors of `quay.io/org`. */
export const mirrors = (neverContactSource: boolean, ...names: string[]): MirrorRule[] => [
  { source: 'quay.io/org', mirrors: names, neverContactSource, kind: 'tag' },
];
/** Answers by user name, `anonymous` for none; 401 to everybody else. */
export const byUser =
  (answers: Record<string, ImageAnswer>) =>
  (request: ImageRequest): ImageAnswer =>
    answers[request.credential?.username ?? 'anonymous'] ?? refusedAnswer('Unauthorized');
/** Answers by registry; 404 from every other. */
export const byHost =
  (answers: Record<string, ImageAnswer>) =>
  (request: ImageRequest): ImageAnswer =>
    answers[request.reference.registry] ?? refusedAnswer('NotFound');
