import type { ReleaseNode } from '../domain/release/cluster-facts';
import type { KubeObject } from './kube-object';
import { textOf } from './raw-json';

interface RawNode extends KubeObject {
  status?: { nodeInfo?: { architecture?: string; kernelVersion?: string; osImage?: string } };
}

/** Node → what decides which kernel of a release it gets. */
export function parseReleaseNode(raw: KubeObject): ReleaseNode {
  const info = (raw as RawNode).status?.nodeInfo;
  return {
    name: raw.metadata.name,
    architecture: textOf(info?.architecture),
    kernelVersion: textOf(info?.kernelVersion),
    osImage: textOf(info?.osImage),
    labels: raw.metadata.labels ?? {},
  };
}
