import { ALL_NAMESPACES, parseNamespace } from './parse-namespace';

test.each([
  ['/k8s/ns/gpu/kmm.sigs.x-k8s.io~v1beta1~Module', 'gpu'],
  ['/kernel-modules/ns/gpu', 'gpu'],
  ['/k8s/all-namespaces/secrets', ALL_NAMESPACES],
  ['/k8s/cluster/namespaces/gpu', 'gpu'],
  ['/k8s/cluster/nodes/ns', undefined],
  ['/a/b/ns/gpu', undefined],
  ['/dashboards', undefined],
  ['/', undefined],
])('the namespace of %s is %s', (path, namespace) => {
  expect(parseNamespace(path)).toBe(namespace);
});
