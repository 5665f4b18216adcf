import type { KubeObject } from '../../src/contract/kube-object';

/** Labels as Node Feature Discovery writes them for PCI classes: what the demo's Modules select. */
export const FEATURES = {
  gpu: 'feature.node.kubernetes.io/pci-0302.present',
  nvme: 'feature.node.kubernetes.io/pci-0108.present',
  nic: 'feature.node.kubernetes.io/pci-0200.present',
} as const;

export type Feature = keyof typeof FEATURES;

interface DemoNode {
  name: string;
  architecture: 'amd64' | 'arm64';
  features: readonly Feature[];
}

const NODES: readonly DemoNode[] = [
  { name: 'worker-0', architecture: 'amd64', features: ['gpu', 'nic'] },
  { name: 'worker-1', architecture: 'amd64', features: ['nvme', 'nic'] },
  { name: 'worker-2', architecture: 'amd64', features: ['nvme', 'nic'] },
  { name: 'worker-arm-0', architecture: 'arm64', features: ['nic'] },
];

/** The Nodes of the demo, with what a kubelet would report of them; `running` is the release that they have. */
export function demoNodes(running: { kernel: string; osVersion: string }): KubeObject[] {
  return NODES.map(({ name, architecture, features }) => {
    const labels = {
      'kubernetes.io/arch': architecture,
      'kubernetes.io/hostname': name,
      'kubernetes.io/os': 'linux',
      'node-role.kubernetes.io/worker': '',
      ...Object.fromEntries(features.map((feature) => [FEATURES[feature], 'true'])),
    };
    const suffix = architecture === 'amd64' ? 'x86_64' : 'aarch64';
    const nodeInfo = {
      ...UNTOLD,
      architecture,
      operatingSystem: 'linux',
      osImage: `Red Hat Enterprise Linux CoreOS ${running.osVersion}`,
      kernelVersion: `${running.kernel}.${suffix}`,
    };
    const conditions = [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }];
    return { metadata: { name, labels }, status: { nodeInfo, conditions } };
  });
}

/** Fields that the API demands and nothing here looks at. */
const UNTOLD = {
  machineID: '',
  systemUUID: '',
  bootID: '',
  containerRuntimeVersion: 'cri-o://1.34.1',
  kubeletVersion: 'v1.34.2',
  kubeProxyVersion: '',
};
