import { parseKernelTarget } from '../domain/kernel/kernel-target';
import type { NodeFacts } from '../domain/preflight/needed-nodes';
import type { KubeObject } from './kube-object';
import { textOf } from './raw-json';

interface RawNode extends KubeObject {
  status?: { nodeInfo?: { architecture?: string; kernelVersion?: string } };
}

/** Node → the few facts that decide whether a kernel is for it; a heartbeat changes none of them. */
export function parseNode(raw: KubeObject): NodeFacts {
  const info = (raw as RawNode).status?.nodeInfo;
  return {
    labels: raw.metadata.labels ?? {},
    architecture: textOf(info?.architecture),
    kernelType: parseKernelTarget(textOf(info?.kernelVersion)).type,
  };
}
