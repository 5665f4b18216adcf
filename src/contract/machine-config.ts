import type { KernelType } from '../domain/kernel/kernel-target';
import type { SelectorExpression } from '../domain/release/cluster-facts';
import type { KubeObject } from './kube-object';
import { objectsOf, textOf, textsOf } from './raw-json';

/** What is read of a MachineConfigPool. */
export interface MachineConfigPool {
  name: string;
  matchLabels: Record<string, string>;
  matchExpressions: SelectorExpression[];
  /** Name of the rendered MachineConfig that the pool is to have; empty before the first. */
  renderedConfig: string;
  osStream?: string;
}

/** What is read of a rendered MachineConfig. */
export interface MachineConfig {
  kernelType: KernelType;
  /** The node image; empty when the config does not set one. */
  osImageURL: string;
}

interface RawPool extends KubeObject {
  spec?: {
    nodeSelector?: {
      matchLabels?: Record<string, unknown>;
      matchExpressions?: { key?: string; operator?: string; values?: string[] }[];
    };
    configuration?: { name?: string };
    osImageStream?: { name?: string };
  };
  status?: { configuration?: { name?: string }; osImageStream?: { name?: string } };
}

interface RawMachineConfig extends KubeObject {
  spec?: { kernelType?: string; osImageURL?: string };
}

/** MachineConfigPool → which nodes, and which rendered config decides about them (release-payload.md §6). */
export function parseMachineConfigPool(raw: KubeObject): MachineConfigPool {
  const { metadata, spec, status } = raw as RawPool;
  const selector = spec?.nodeSelector;
  const osStream = nameOf(spec?.osImageStream) || nameOf(status?.osImageStream);
  return {
    name: metadata.name,
    matchLabels: Object.fromEntries(
      Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => [key, textOf(value)]),
    ),
    matchExpressions: objectsOf(selector?.matchExpressions).map(({ key, operator, values }) => ({
      key: textOf(key),
      operator: textOf(operator),
      values: textsOf(values),
    })),
    renderedConfig: nameOf(spec?.configuration) || nameOf(status?.configuration),
    ...(osStream !== '' && { osStream }),
  };
}

function nameOf(named: { name?: string } | undefined): string {
  return textOf(named?.name);
}

/** Rendered MachineConfig → kernel type (`realtime`, `64k-pages`, else the default one) and node image. */
export function parseMachineConfig(raw: KubeObject): MachineConfig {
  const { spec } = raw as RawMachineConfig;
  const kernelType = textOf(spec?.kernelType);
  return {
    kernelType: kernelType === 'realtime' ? 'rt' : kernelType === '64k-pages' ? '64k' : 'default',
    osImageURL: textOf(spec?.osImageURL),
  };
}
