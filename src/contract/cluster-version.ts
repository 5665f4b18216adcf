import type {
  ClusterVersionFacts,
  ConditionalUpdateFacts,
  ReleaseFacts,
  ReleaseRisk,
} from '../domain/release/release-list';
import type { KubeObject } from './kube-object';
import { objectsOf, textOf } from './raw-json';

interface RawRelease {
  version?: string;
  image?: string;
  architecture?: string;
}

interface RawCondition {
  type?: string;
  status?: string;
  reason?: string;
  message?: string;
}

interface RawConditionalUpdate {
  release?: RawRelease;
  risks?: { name?: string; message?: string; url?: string }[];
  conditions?: RawCondition[];
}

interface RawClusterVersion extends KubeObject {
  status?: {
    desired?: RawRelease;
    /** null until the cluster has asked. */
    availableUpdates?: RawRelease[] | null;
    conditionalUpdates?: RawConditionalUpdate[] | null;
    history?: RawRelease[];
    conditions?: RawCondition[];
  };
}

/** `clusterversions.config.openshift.io/version` → the releases that it names (release-payload.md §5). */
export function parseClusterVersion(raw: KubeObject): ClusterVersionFacts {
  const { status } = raw as RawClusterVersion;
  const retrieved = conditionOf(status?.conditions, 'RetrievedUpdates');
  const available = status?.availableUpdates;
  return {
    desired: objectsOf([status?.desired as RawRelease]).map(toRelease)[0],
    availableUpdates: Array.isArray(available) ? objectsOf(available).map(toRelease) : undefined,
    conditionalUpdates: objectsOf(status?.conditionalUpdates).map(toConditionalUpdate),
    history: objectsOf(status?.history).map(toRelease),
    retrievalFailure:
      retrieved?.status === 'False'
        ? { reason: textOf(retrieved.reason), message: textOf(retrieved.message) }
        : undefined,
  };
}

function toRelease({ version, image, architecture }: RawRelease): ReleaseFacts {
  return { version: textOf(version), image: textOf(image), architecture: textOf(architecture) };
}

function toConditionalUpdate({ release, risks, conditions }: RawConditionalUpdate): ConditionalUpdateFacts {
  return {
    release: toRelease(objectsOf([release as RawRelease])[0] ?? {}),
    recommended: textOf(conditionOf(conditions, 'Recommended')?.status),
    risks: objectsOf(risks).map(({ name, message, url }): ReleaseRisk => ({
      name: textOf(name),
      message: textOf(message),
      url: textOf(url),
    })),
  };
}

function conditionOf(conditions: RawCondition[] | undefined, type: string): RawCondition | undefined {
  return objectsOf(conditions).find((condition) => condition.type === type);
}
