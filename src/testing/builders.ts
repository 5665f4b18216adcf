import type { Preflight } from '../contract/preflight';
import type { ImageAnswer, RefusalKind } from '../domain/image/answer';
import type { Credential } from '../domain/image/credential';
import type { Reference } from '../domain/image/reference';
import { parseReference } from '../domain/image/reference';
import type { KmmModule } from '../domain/kmm/module';
import type { ResolvedModule } from '../domain/kmm/resolve-module';
import type { AttemptEvidence, Evidence, ImageEvidence } from '../domain/preflight/evidence';
import type { Verdict, VerdictRecord } from '../domain/preflight/verdict';
import type { KubeObject } from '../contract/kube-object';

/** Defaults that agree with each other: Module `drivers/simple-kmod`, kernel and image below, found for amd64. */
export const KERNEL = '5.14.0-570.17.1.el9_6.x86_64';
export const IMAGE = `registry.example.com/drivers/simple-kmod:${KERNEL}`;
export const DIGEST = `sha256:${'a'.repeat(64)}`;
/** 2026-11-22T12:00:00Z in ms. */
export const NOON = Date.UTC(2026, 10, 22, 12);

/** A reference from text. Throws on text that is none. */
export function referenceOf(text: string): Reference {
  const reference = parseReference(text);
  if (!reference.ok) throw new Error(reference.message);
  return reference.value;
}

export function aModule(overrides: Partial<KmmModule> = {}): KmmModule {
  return {
    namespace: 'drivers',
    name: 'simple-kmod',
    uid: 'module-uid',
    generation: 1,
    deleting: false,
    selector: { 'node-role.kubernetes.io/worker': '' },
    moduleLoader: { container: { kernelMappings: [{ literal: KERNEL, containerImage: IMAGE }] } },
    ...overrides,
  };
}

export function aPreflight(overrides: Partial<Preflight> = {}): Preflight {
  return {
    name: '4.20.1-amd64',
    uid: 'preflight-uid',
    generation: 1,
    resourceVersion: '10',
    deleting: false,
    kernelVersion: KERNEL,
    pushBuiltImage: false,
    statusModules: [],
    ...overrides,
  };
}

export function aResolvedModule(overrides: Partial<ResolvedModule> = {}): ResolvedModule {
  return {
    kind: 'Resolved',
    mapping: { index: 0, kind: 'literal', expression: KERNEL },
    image: IMAGE,
    reference: referenceOf(IMAGE),
    serviceAccountName: 'default',
    warnings: [],
    ...overrides,
  };
}

/** Found for the given platforms (`linux/<architecture>`). */
export function foundAnswer(...architectures: string[]): ImageAnswer {
  const platforms = (architectures.length > 0 ? architectures : ['amd64']).map((architecture) => ({
    os: 'linux',
    architecture,
  }));
  return {
    kind: 'Found',
    host: 'registry.example.com',
    digest: DIGEST,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    platforms,
  };
}

export function refusedAnswer(kind: RefusalKind, detail = `registry.example.com answered ${kind}`): ImageAnswer {
  return { kind, host: 'registry.example.com', detail };
}

export function aCredential(overrides: Partial<Credential> = {}): Credential {
  return {
    origin: 'Secret drivers/pull',
    key: 'registry.example.com',
    username: 'robot',
    password: 'not-a-real-one',
    ...overrides,
  };
}

export function anAttempt(answer: ImageAnswer, overrides: Partial<AttemptEvidence> = {}): AttemptEvidence {
  return { reference: referenceOf(IMAGE), isSource: true, secretProblems: [], answer, ...overrides };
}

export function anImage(...attempts: AttemptEvidence[]): ImageEvidence {
  return { attempts, registryTLSIgnoredByNodes: false };
}

/** Evidence of an image that exists for the kernel's architecture. */
export function anEvidence(overrides: Partial<Evidence> = {}): Evidence {
  return {
    resolution: aResolvedModule(),
    architecture: 'amd64',
    image: anImage(anAttempt(foundAnswer())),
    ...overrides,
  };
}

export function aVerdict(overrides: Partial<Verdict> = {}): Verdict {
  return {
    status: 'Success',
    stage: 'Done',
    reason: 'ImageVerified',
    message: 'The image exists.',
    checks: [],
    ...overrides,
  };
}

/** A record that ended at `NOON` after one attempt of a second. */
export function aRecord(verdict: Partial<Verdict> = {}, overrides: Partial<VerdictRecord> = {}): VerdictRecord {
  return {
    verdict: aVerdict(verdict),
    observed: { preflightGeneration: 1, moduleUid: 'module-uid', moduleGeneration: 1, inputsDigest: 'sha256:inputs' },
    startedAt: NOON - 1_000,
    completedAt: NOON,
    attempts: 1,
    transitionedAt: NOON,
    nodesMatching: 3,
    needed: true,
    ...overrides,
  };
}

/** A Kubernetes object of any content. */
export function kubeObject(name: string, rest: object = {}, metadata: object = {}): KubeObject {
  return { ...rest, metadata: { name, ...metadata } };
}
