/** Two projects: `unit` needs nothing, `cluster` starts kube-apiserver, etcd and a registry. */
const base = {
  testEnvironment: 'node',
  transform: { '^.+\\.tsx?$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};

module.exports = {
  testTimeout: 60_000,
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['<rootDir>/{src,stack,scripts,bench}/**/*.test.ts'],
      testPathIgnorePatterns: ['\\.cluster\\.test\\.ts$'],
    },
    { ...base, displayName: 'cluster', testMatch: ['<rootDir>/{src,stack,bench}/**/*.cluster.test.ts'] },
  ],
};
