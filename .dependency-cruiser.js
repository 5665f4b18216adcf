/** The arrows of the house (docs/architecture.md). Each rule names what a root must not reach. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const TEST = '\\.test\\.ts$';

module.exports = {
  forbidden: [
    forbid('no-cycle', 'A cycle hides which of two files is the lower one.', {}, { circular: true }),
    forbid(
      'domain-imports-domain',
      'The domain is pure: no package, no Node, no other root.',
      { path: '^src/domain/', pathNot: TEST },
      { pathNot: '^src/domain/' },
    ),
    forbid(
      'contract-imports-domain',
      'The contract knows wire shapes and the domain.',
      { path: '^src/contract/', pathNot: TEST },
      { pathNot: '^src/(contract|domain)/|^node_modules/zod' },
    ),
    forbid(
      'ports-are-types',
      'Ports speak in domain and contract terms.',
      { path: '^src/validator/(ports|kube-error)\\.ts$' },
      { pathNot: '^src/(domain|contract)/' },
    ),
    forbid(
      'registry-stays-low',
      'The registry client knows image names and ports.',
      { path: '^src/validator/registry/', pathNot: TEST },
      { path: '^src/', pathNot: '^src/(validator/(registry/|ports\\.ts)|domain/(image/|parsed|quote))' },
    ),
    forbid(
      'kube-stays-low',
      'The Kubernetes client knows wire shapes and ports.',
      { path: '^src/validator/kube/', pathNot: TEST },
      { path: '^src/', pathNot: '^src/(validator/(kube/|ports\\.ts|(kube|release)-error\\.ts)|contract/|domain/kmm/)' },
    ),
    forbid(
      'gather-uses-ports',
      'Gathering goes through ports.',
      { path: '^src/validator/gather/', pathNot: TEST },
      { path: '^src/', pathNot: '^src/(validator/(gather/|ports\\.ts|(kube|release)-error\\.ts)|domain/|contract/)' },
    ),
    forbid(
      'controller-uses-gather-and-ports',
      'The controller never meets a client.',
      { path: '^src/validator/controller/', pathNot: TEST },
      {
        path: '^src/',
        pathNot: '^src/(validator/(controller/|gather/|ports\\.ts|(kube|release)-error\\.ts)|domain/|contract/)',
      },
    ),
    forbid(
      'api-uses-gather-and-ports',
      'The API never meets a client.',
      { path: '^src/validator/api/', pathNot: TEST },
      {
        path: '^src/',
        pathNot: '^src/(validator/(api/|gather/|ports\\.ts|(kube|release)-error\\.ts)|domain/|contract/)',
      },
    ),
    forbid(
      'only-the-root-constructs-clients',
      'Only the composition root builds registry and kube clients.',
      { path: '^src/', pathNot: `^src/(validator/(registry|kube|validator\\.ts|main\\.ts)|testing/)|${TEST}` },
      { path: '^src/validator/(registry|kube)/' },
    ),
    forbid(
      'product-without-tests',
      'Builders and test servers never ship.',
      { path: '^src/', pathNot: `^src/testing/|${TEST}` },
      { path: '^(src/testing|stack|bench|e2e|scripts)/' },
    ),
    forbid(
      'testing-has-no-product-above-it',
      'The stack and benches use the product, never the other way.',
      { path: '^src/testing/' },
      { path: '^(stack|bench|e2e|scripts)/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.test.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js'] },
  },
};
