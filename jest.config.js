/**
 * Four projects: `unit` needs nothing, `ui` renders in jsdom, `cluster` starts kube-apiserver, etcd and a registry,
 * `e2e` also a browser.
 */
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
      testPathIgnorePatterns: ['\\.cluster\\.test\\.ts$', '<rootDir>/src/ui/'],
    },
    {
      ...base,
      displayName: 'ui',
      testEnvironment: 'jsdom',
      testMatch: ['<rootDir>/src/ui/**/*.test.{ts,tsx}'],
      transform: {
        '^.+\\.tsx?$': [
          '@swc/jest',
          {
            jsc: {
              target: 'es2022',
              parser: { syntax: 'typescript', tsx: true },
              transform: { react: { runtime: 'automatic' } },
            },
          },
        ],
      },
      // The console's SDK cannot be loaded outside of the console; the one file that imports it has a stand-in.
      moduleNameMapper: {
        '^(?:\\.{1,2}/)+(?:console/)?sdk$': '<rootDir>/src/ui/testing/fake-sdk.tsx',
        '\\.css$': '<rootDir>/src/ui/testing/no-style.ts',
      },
      setupFilesAfterEnv: ['<rootDir>/src/ui/testing/setup.ts'],
    },
    { ...base, displayName: 'cluster', testMatch: ['<rootDir>/{src,stack,bench}/**/*.cluster.test.ts'] },
    { ...base, displayName: 'e2e', testMatch: ['<rootDir>/e2e/**/*.e2e.test.ts'] },
  ],
};
