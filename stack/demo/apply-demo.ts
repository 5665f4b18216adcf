import type { KubeObject } from '../../src/contract/kube-object';
import { MODULE, NODE, PREFLIGHT_OCP, SECRET } from '../../src/contract/resource-kinds';
import { applyObject, type CallsApi } from '../apply-object';
import { createNamespace } from '../control-plane/namespaces';
import { pushImage } from '../images/push-image';
import { applyGrant } from '../rbac';
import { demoClusterConfig } from './cluster-config';
import { buildDriverImage } from './driver-image';
import type { DemoImage, DemoModule, DemoSecret } from './demo-module';
import { DEMO_KERNEL, DEMO_PREFLIGHT, DEMO_RELEASE } from './demo-module';
import { DEMO_RELEASES } from './demo-releases';
import { demoModules } from './modules';
import { demoNodes, FEATURES } from './nodes';
import { selectPushTarget, type StackRegistries } from './registries';
import { pushReleases, type PushedRelease } from './release-images';
import { releaseObjects, type ReleaseObject } from './release-objects';
import { USER_GRANTS } from './users';

/** What the demo is put into. */
export interface DemoSite {
  controlPlane: CallsApi;
  registries: Pick<StackRegistries, 'hosts' | 'privateLogin'>;
}

/** Pushes the demo's images and writes its objects, the preflight last. Doing it again changes nothing. */
export async function applyDemo(site: DemoSite): Promise<void> {
  const { controlPlane, registries } = site;
  const modules = demoModules(registries.hosts);
  const namespaces = [...new Set(modules.map(({ namespace }) => namespace))];
  await Promise.all(namespaces.map((namespace) => createNamespace(controlPlane, namespace)));
  const [releases] = await Promise.all([
    pushReleases(registries),
    applyObject(controlPlane, SECRET, CLUSTER_PULL_SECRET),
    ...modules.flatMap(({ image }) => image ?? []).map((image) => pushDemoImage(site, image)),
    ...USER_GRANTS.map((grant) => applyGrant(controlPlane, grant)),
    ...demoNodes(DEMO_RELEASES.current).map((node) => applyNode(controlPlane, node)),
    ...namespaces
      .flatMap((namespace) => demoSecrets(site, namespace))
      .map((secret) => applyObject(controlPlane, SECRET, secret)),
    ...demoClusterConfig(registries.hosts).map(({ kind, object }) => applyObject(controlPlane, kind, object)),
  ]);
  await Promise.all(modules.map((module) => applyObject(controlPlane, MODULE, moduleObject(module))));
  await Promise.all(releaseObjects(registries.hosts, releases).map((object) => applyRelease(controlPlane, object)));
  await applyObject(controlPlane, PREFLIGHT_OCP, demoPreflight(releases.available));
}

function demoPreflight({ dtkImage }: PushedRelease): KubeObject & { spec: object } {
  const labels = {
    'kmm-preflight.io/release': DEMO_RELEASE,
    'kmm-preflight.io/architecture': 'amd64',
    'kmm-preflight.io/kernel-type': 'default',
    'kmm-preflight.io/stream': 'rhel-9',
  };
  const metadata = { name: DEMO_PREFLIGHT, labels };
  return { metadata, spec: { kernelVersion: DEMO_KERNEL, dtkImage, pushBuiltImage: false } };
}

async function pushDemoImage({ registries }: DemoSite, image: DemoImage): Promise<void> {
  const name = { repository: image.repository, ...(!image.untagged && { tag: DEMO_KERNEL }) };
  await pushImage(
    selectPushTarget(registries, image.registry),
    name,
    buildDriverImage({ ...image, kernel: DEMO_KERNEL }),
  );
}

/** The status is a subresource, as a kubelet writes it. */
async function applyNode(controlPlane: CallsApi, node: KubeObject): Promise<void> {
  await applyObject(controlPlane, NODE, node);
  await applyObject(controlPlane, NODE, node, '/status');
}

async function applyRelease(controlPlane: CallsApi, { kind, object }: ReleaseObject): Promise<void> {
  const { status, ...written } = object;
  await applyObject(controlPlane, kind, written);
  if (status)
    await applyObject(controlPlane, kind, Object.assign({ metadata: object.metadata }, { status }), '/status');
}

function demoSecrets({ registries }: DemoSite, namespace: string): KubeObject[] {
  const { hosts, privateLogin } = registries;
  const secret = (name: DemoSecret, password: string): KubeObject => {
    return pullSecret({ name, namespace }, hosts.private, `${privateLogin.username}:${password}`);
  };
  return [secret('registry-login', privateLogin.password), secret('registry-login-old', OLD_PASSWORD)];
}

const OLD_PASSWORD = 'changed-in-spring';

function pullSecret(metadata: KubeObject['metadata'], host: string, login: string): KubeObject {
  const config = JSON.stringify({ auths: { [host]: { auth: Buffer.from(login).toString('base64') } } });
  const data = { '.dockerconfigjson': Buffer.from(config).toString('base64') };
  return Object.assign({ metadata }, { type: 'kubernetes.io/dockerconfigjson', data });
}

/** As the installer leaves it; no registry here asks for what it has. */
const CLUSTER_PULL_SECRET = pullSecret(
  { name: 'pull-secret', namespace: 'openshift-config' },
  'quay.io',
  'demo-cluster:of-no-use-anywhere',
);

function moduleObject({ namespace, name, selects, container, secret }: DemoModule): KubeObject & { spec: object } {
  const { feature, architecture } = selects;
  const selector = { [FEATURES[feature]]: 'true', ...(architecture && { 'kubernetes.io/arch': architecture }) };
  const modprobe = { moduleName: name.replaceAll('-', '_') };
  return {
    metadata: { name, namespace },
    spec: {
      selector,
      ...(secret && { imageRepoSecret: { name: secret } }),
      ...(container && { moduleLoader: { container: { ...container, modprobe } } }),
    },
  };
}
