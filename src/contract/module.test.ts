import fc from 'fast-check';
import { KERNEL, kubeObject } from '../testing/builders';
import { parseModule } from './module';

const METADATA = { namespace: 'drivers', uid: 'uid', generation: 3 };

test('what a verdict or a build needs, and no more', () => {
  const raw = kubeObject(
    'simple-kmod',
    {
      spec: {
        selector: { worker: '' },
        tolerations: [{ key: 'gpu', operator: 'Exists' }],
        imageRepoSecret: { name: 'pull' },
        devicePlugin: { container: { image: 'not ours' } },
        moduleLoader: {
          serviceAccountName: 'driver',
          container: {
            imagePullPolicy: 'Always',
            containerImage: 'quay.io/org/kmod:${KERNEL_FULL_VERSION}',
            registryTLS: { insecureSkipTLSVerify: true },
            modprobe: { dirName: '/opt', moduleName: 'simple_kmod', firmwarePath: '/firmware' },
            kernelMappings: [
              { literal: KERNEL, inTreeModuleToRemove: 'old', futureField: true },
              { regexp: '^5', build: { dockerfileConfigMap: { name: 'd' } }, sign: { certSecret: { name: 'c' } } },
            ],
          },
        },
      },
      status: { moduleLoader: { desiredNumber: 3 } },
    },
    { ...METADATA, annotations: { 'kmm-preflight.io/recheck-requested-at': '2026-11-22T12:00:00Z', other: 'x' } },
  );
  expect(parseModule(raw)).toEqual({
    namespace: 'drivers',
    name: 'simple-kmod',
    uid: 'uid',
    generation: 3,
    deleting: false,
    recheckRequestedAt: '2026-11-22T12:00:00Z',
    selector: { worker: '' },
    tolerations: [{ key: 'gpu', operator: 'Exists' }],
    imageRepoSecret: 'pull',
    moduleLoader: {
      serviceAccountName: 'driver',
      container: {
        containerImage: 'quay.io/org/kmod:${KERNEL_FULL_VERSION}',
        registryTLS: { insecureSkipTLSVerify: true },
        imagePullPolicy: 'Always',
        dirName: '/opt',
        moduleName: 'simple_kmod',
        kernelMappings: [
          { literal: KERNEL, inTreeModuleToRemove: 'old' },
          { regexp: '^5', build: { dockerfileConfigMap: { name: 'd' } }, sign: { certSecret: { name: 'c' } } },
        ],
      },
    },
  });
});

test.each([
  ['nothing', {}, {}],
  ['an empty spec', { spec: {} }, {}],
  ['an empty secret name', { spec: { imageRepoSecret: { name: '' } } }, {}],
  ['a device plugin only', { spec: { devicePlugin: {} } }, {}],
  [
    'a moduleLoader without container',
    { spec: { moduleLoader: {} } },
    { moduleLoader: { container: { kernelMappings: [] } } },
  ],
])('with %s', (_case, rest, more) => {
  expect(parseModule(kubeObject('m', rest, METADATA))).toEqual({
    namespace: 'drivers',
    name: 'm',
    uid: 'uid',
    generation: 3,
    deleting: false,
    selector: {},
    ...more,
  });
});

test('a Module on its way out says so', () => {
  const raw = kubeObject('m', {}, { deletionTimestamp: '2026-11-22T12:00:00Z' });
  expect(parseModule(raw).deleting).toBe(true);
});

test('any JSON is read without an exception', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (any) => {
      for (const spec of [
        any,
        { moduleLoader: any },
        { moduleLoader: { container: any } },
        { moduleLoader: { container: { kernelMappings: any, modprobe: any } } },
      ]) {
        expect(parseModule(kubeObject('m', { spec, status: any })).name).toBe('m');
      }
    }),
  );
});
