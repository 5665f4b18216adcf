import fc from 'fast-check';
import { kubeObject } from '../testing/builders';
import { parseOperatorDeployment, parseOperatorLease } from './operator';

const METADATA = { namespace: 'openshift-kmm' };
const deployment = (env: unknown, availableReplicas?: number) =>
  kubeObject(
    'kmm-operator-controller',
    { spec: { template: { spec: { containers: [{ name: 'proxy' }, { env }] } } }, status: { availableReplicas } },
    METADATA,
  );

test.each([
  [undefined, false],
  [0, false],
  [1, true],
  [2, true],
])('%j available replicas: available %s', (replicas, available) => {
  expect(parseOperatorDeployment(deployment([], replicas))).toEqual({
    namespace: 'openshift-kmm',
    available,
    managed: false,
  });
});

test.each([
  ['true', true],
  ['True', true],
  ['1', true],
  ['t', true],
  ['false', false],
  ['0', false],
  ['', false],
  ['yes', false],
  [undefined, false],
])('KMM_MANAGED=%j: managed %s', (value, managed) => {
  const env = [
    { name: 'OTHER', value: 'true' },
    { name: 'KMM_MANAGED', value },
  ];
  expect(parseOperatorDeployment(deployment(env, 1)).managed).toBe(managed);
});

test('a Lease gives its time as it is written', () => {
  const lease = kubeObject('kmm.sigs.x-k8s.io', { spec: { renewTime: '2026-11-22T12:00:00.000000Z' } }, METADATA);
  expect(parseOperatorLease(lease)).toEqual({ namespace: 'openshift-kmm', renewTime: '2026-11-22T12:00:00.000000Z' });
  expect(parseOperatorLease(kubeObject('l'))).toEqual({ namespace: '', renewTime: '' });
});

test('any JSON is read without an exception', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (any) => {
      for (const spec of [
        any,
        { template: any },
        { template: { spec: { containers: any } } },
        { template: { spec: { containers: [{ env: any }] } } },
      ]) {
        parseOperatorDeployment(kubeObject('d', { spec, status: any }));
        expect(typeof parseOperatorLease(kubeObject('l', { spec })).renewTime).toBe('string');
      }
    }),
  );
});
