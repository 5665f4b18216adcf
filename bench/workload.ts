/** The kernel that everything is checked for. */
export const KERNEL_VERSION = '5.14.0-570.12.1.el9_6.x86_64';
/** Looks at images at once, and connections to the registry, of everybody who is measured: the validator's default. */
export const CONCURRENCY = 64;
/** The registry answers so late; ms. */
export const REGISTRY_DELAY_MS = 20;
/** Modules are spread over so many namespaces. */
const NAMESPACES = 20;

/** A Module to be created. */
export interface BenchModule {
  namespace: string;
  name: string;
  body: object;
}

/** Where the image of a Module is. */
export function repositoryOf(index: number): string {
  return `drivers/driver-${padded(index)}`;
}

/** All namespaces that Modules live in. */
export function benchNamespaces(): string[] {
  return Array.from({ length: NAMESPACES }, (_, index) => namespaceOf(index));
}

/** One Module with an image of its own, as large as vendors write them. */
export function benchModule(index: number, registryHost: string): BenchModule {
  const [namespace, name] = [namespaceOf(index), `driver-${padded(index)}`];
  const kernelMappings = [
    { literal: '4.18.0-553.el8_10.x86_64', containerImage: `${registryHost}/${repositoryOf(index)}:legacy` },
    {
      regexp: '^.+\\.el9_\\d+\\.x86_64$',
      containerImage: `${registryHost}/${repositoryOf(index)}:\${KERNEL_FULL_VERSION}`,
    },
  ];
  const body = {
    apiVersion: 'kmm.sigs.x-k8s.io/v1beta1',
    kind: 'Module',
    metadata: { namespace, name, labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'drivers' } },
    spec: {
      selector: { 'node-role.kubernetes.io/worker': '' },
      moduleLoader: {
        serviceAccountName: 'default',
        container: {
          imagePullPolicy: 'Always',
          modprobe: { moduleName: name.replaceAll('-', '_'), dirName: '/opt', parameters: ['debug=0'] },
          kernelMappings,
        },
      },
    },
  };
  return { namespace, name, body };
}

/** A worker as its kubelet registers it. */
export function benchNode(index: number): object {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `worker-${index}`,
      labels: { 'node-role.kubernetes.io/worker': '', 'kubernetes.io/arch': 'amd64' },
    },
    status: {
      nodeInfo: { kernelVersion: '5.14.0-427.13.1.el9_4.x86_64', architecture: 'amd64', operatingSystem: 'linux' },
    },
  };
}

function namespaceOf(index: number): string {
  return `drivers-${String(index % NAMESPACES).padStart(2, '0')}`;
}

function padded(index: number): string {
  return String(index).padStart(5, '0');
}
