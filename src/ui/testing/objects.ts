import type { KubeObject } from '../../contract/kube-object';
import type { StatusModule } from '../../domain/preflight/status-modules';

/** Objects as the API server sends them, with defaults that agree with each other. */

export const KERNEL = '5.14.0-570.17.1.el9_6.x86_64';
const CREATED = '2026-11-22T12:00:00Z';

/** A PreflightValidationOCP for release 4.22.3. */
export function rawPreflight(
  name: string,
  parts: { spec?: object; modules?: object[]; meta?: object } = {},
): KubeObject {
  return {
    metadata: {
      name,
      uid: `uid-of-${name}`,
      generation: 1,
      creationTimestamp: CREATED,
      labels: { 'kmm-preflight.io/release': '4.22.3' },
      ...parts.meta,
    },
    ...{ spec: { kernelVersion: KERNEL, ...parts.spec }, status: { modules: parts.modules ?? [] } },
  };
}

/** The PreflightReport of a preflight. */
export function rawSummary(name: string, counts: object, status: object = {}): KubeObject {
  return {
    metadata: { name },
    ...{
      status: {
        preflightUID: `uid-of-${name}`,
        preflightGeneration: 1,
        statusOwner: 'Validator',
        counts: { total: 0, passed: 0, warned: 0, failed: 0, notNeeded: 0, inProgress: 0, ...counts },
        conditions: [],
        ...status,
      },
    },
  };
}

/** The ModulePreflightReport of `drivers/<module>` for a preflight. */
export function rawReport(preflight: string, module: string, status: object = {}): KubeObject {
  return {
    metadata: {
      name: `${module}-0`,
      namespace: 'drivers',
      labels: { 'kmm-preflight.io/preflight-uid': `uid-of-${preflight}` },
    },
    ...{
      spec: { preflight: { name: preflight, uid: `uid-of-${preflight}` }, module: { name: module, uid: 'module-uid' } },
      status: {
        status: 'Success',
        reason: 'ImageVerified',
        message: 'The image exists.',
        checks: [],
        needed: true,
        attempts: 1,
        nodes: { matching: 2 },
        observed: { preflightGeneration: 1, moduleGeneration: 1, inputsDigest: 'sha256:x' },
        completedAt: CREATED,
        conditions: [],
        ...status,
      },
    },
  };
}

/** A Module `drivers/<name>` for nodes with the label `gpu`. */
export function rawModule(name: string, meta: object = {}): KubeObject {
  return {
    metadata: { name, namespace: 'drivers', uid: 'module-uid', generation: 1, ...meta },
    ...{ spec: { selector: { gpu: 'yes' }, imageRepoSecret: { name: 'pull' }, moduleLoader: { container: {} } } },
  };
}

/** A node of the kernel's architecture and type. */
export function rawNode(name: string, labels: Record<string, string>): KubeObject {
  return {
    metadata: { name, labels },
    ...{ status: { nodeInfo: { architecture: 'amd64', kernelVersion: KERNEL } } },
  };
}

/** KMM's words about `drivers/<name>`. */
export function rawEntry(name: string, parts: Partial<StatusModule> = {}): StatusModule {
  return {
    namespace: 'drivers',
    name,
    verificationStatus: 'Success',
    verificationStage: 'Done',
    statusReason: 'verified image exists',
    lastTransitionTime: CREATED,
    ...parts,
  };
}
