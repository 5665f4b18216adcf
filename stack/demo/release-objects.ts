import type { KubeObject, ResourceKind } from '../../src/contract/kube-object';
import {
  CLUSTER_VERSION,
  DIGEST_MIRRORS,
  IMAGE_STREAM,
  MACHINE_CONFIG_POOL,
  TAG_MIRRORS,
} from '../../src/contract/resource-kinds';
import { RELEASE_PLACES } from './demo-releases';
import type { RegistryHosts } from './registries';
import type { PushedRelease, PushedReleases } from './release-images';

/** An object of the demo; `status` is written by itself. */
export interface ReleaseObject {
  kind: ResourceKind;
  object: KubeObject & { spec: object; status?: object };
}

const HISTORY = { startedTime: '2026-10-20T08:00:00Z', completionTime: '2026-10-20T09:10:00Z' };
const TRANSITION = '2026-11-18T06:00:00Z';
const RISK = {
  name: 'SlowNetworkRestart',
  message: 'Nodes with bonded network devices may take some minutes to get their addresses back after a restart.',
  url: 'https://issues.example.com/SLOW-NETWORK-RESTART',
  matchingRules: [{ type: 'Always' }],
};

/** What an OpenShift cluster tells about its releases: where it is, where it may go, whose images it has. */
export function releaseObjects(hosts: RegistryHosts, releases: PushedReleases): ReleaseObject[] {
  return [
    ...mirrorSets(hosts),
    clusterVersion(releases),
    toolkitStream(releases.current),
    pool('worker', 'node-role.kubernetes.io/worker'),
    pool('master', 'node-role.kubernetes.io/master'),
  ];
}

/** The source is never asked: the demo leaves this machine for nothing. */
function mirrorSets(hosts: RegistryHosts): ReleaseObject[] {
  const metadata = { name: 'openshift-releases' };
  const mirrors = RELEASE_PLACES.map(({ source, mirror }) => ({
    source,
    mirrors: [`${hosts.mirror}/${mirror}`],
    mirrorSourcePolicy: 'NeverContactSource',
  }));
  return [
    { kind: DIGEST_MIRRORS, object: { metadata, spec: { imageDigestMirrors: mirrors } } },
    { kind: TAG_MIRRORS, object: { metadata, spec: { imageTagMirrors: mirrors } } },
  ];
}

function clusterVersion({ current, available, conditional }: PushedReleases): ReleaseObject {
  const recommended = {
    type: 'Recommended',
    status: 'False',
    reason: RISK.name,
    message: `${RISK.message} ${RISK.url}`,
    lastTransitionTime: TRANSITION,
  };
  const retrieved = {
    type: 'RetrievedUpdates',
    status: 'True',
    reason: '',
    message: '',
    lastTransitionTime: TRANSITION,
  };
  const status = {
    desired: toRelease(current),
    history: [{ ...HISTORY, state: 'Completed', version: current.version, image: current.image, verified: true }],
    availableUpdates: [toRelease(available)],
    conditionalUpdates: [{ release: toRelease(conditional), risks: [RISK], conditions: [recommended] }],
    conditions: [retrieved],
  };
  const spec = { channel: 'stable-4.22', clusterID: '7b1c6c1e-5d0f-4f6b-9a53-0d3a4f2f9b10' };
  return { kind: CLUSTER_VERSION, object: { metadata: { name: 'version' }, spec, status } };
}

function toRelease({ version, image }: PushedRelease): object {
  return { version, image, architecture: 'Multi', channels: ['stable-4.22'], url: '' };
}

/** The Driver Toolkit of the running release, as its operator writes it. */
function toolkitStream({ osVersion, dtkImage }: PushedRelease): ReleaseObject {
  const tags = [osVersion, 'latest'].map((name) => ({ name, from: { kind: 'DockerImage', name: dtkImage } }));
  return {
    kind: IMAGE_STREAM,
    object: { metadata: { name: 'driver-toolkit', namespace: 'openshift' }, spec: { tags } },
  };
}

function pool(name: string, label: string): ReleaseObject {
  const spec = { nodeSelector: { matchLabels: { [label]: '' } }, configuration: { name: `rendered-${name}-0f5c` } };
  return { kind: MACHINE_CONFIG_POOL, object: { metadata: { name }, spec } };
}
