/** The arrows of the house (docs/architecture.md). Each rule names what a root must not reach. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const TEST = '\\.test\\.tsx?$';

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
      'ui-knows-contract-and-domain',
      'The browser never meets the code of the validator.',
      { path: '^src/ui/', pathNot: TEST },
      { path: '^src/', pathNot: '^src/(ui|contract|domain)/' },
    ),
    forbid(
      'ui-console-stays-low',
      'The door to the console knows no page.',
      { path: '^src/ui/console/', pathNot: TEST },
      { path: '^src/ui/', pathNot: '^src/ui/console/' },
    ),
    forbid(
      'ui-shared-knows-no-feature',
      'What two features share is below both.',
      { path: '^src/ui/shared/', pathNot: TEST },
      { path: '^src/ui/features/' },
    ),
    forbid(
      'features-are-apart',
      'A feature never imports another one.',
      { path: '^src/ui/features/([^/]+)/' },
      { path: '^src/ui/features/', pathNot: '^src/ui/features/$1/' },
    ),
    forbid(
      'one-door-to-the-console',
      'Only one file imports the SDK of the console.',
      { path: '^src/', pathNot: '^src/ui/console/sdk\\.tsx$' },
      { path: '@openshift-console/|@openshift/dynamic-plugin-sdk' },
    ),
    forbid(
      'nothing-imports-ui',
      'Only the console loads the plugin.',
      { path: '^src/', pathNot: '^src/ui/' },
      { path: '^src/ui/' },
    ),
    forbid(
      'no-react-dom',
      'The console does not share it: a page would bring a second one.',
      { path: '^src/ui/', pathNot: `^src/ui/testing/|${TEST}` },
      { path: 'node_modules/react-dom/' },
    ),
    forbid(
      'product-without-tests',
      'Builders and test servers never ship.',
      { path: '^src/', pathNot: `^src/(ui/)?testing/|${TEST}` },
      { path: '^(src/testing|src/ui/testing|stack|bench|e2e|scripts)/' },
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
