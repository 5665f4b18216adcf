const jsxA11y = require('eslint-plugin-jsx-a11y');
const reactHooks = require('eslint-plugin-react-hooks');
const tseslint = require('typescript-eslint');

/** Limits are those of CONTRIBUTING.md: a number is a prompt to look; the hard limit fails the build. */
module.exports = tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'test-results/', 'stack/.run/', '**/*.js'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: [
          'src/*/tsconfig.json',
          'stack/tsconfig.json',
          'stack/console/{host,testing/*}/tsconfig.json',
          'e2e/tsconfig.json',
          'bench/tsconfig.json',
          'scripts/tsconfig.json',
        ],
        tsconfigRootDir: __dirname,
      },
    },
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      complexity: ['error', 15],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // It believes that a field keeps its value over an await.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      // An async function without await turns an exception into a rejection, which is the point of it.
      '@typescript-eslint/require-await': 'off',
      // A type parameter that is used once is how parsed JSON gets its type.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // Objects made by factories close over their state and use no `this`.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
    },
  },
  {
    files: ['src/domain/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The domain has no clock: take the time as a parameter.' },
        { object: 'Math', property: 'random', message: 'The domain is deterministic.' },
      ],
    },
  },
  { files: ['src/ui/**/*.{ts,tsx}'], ...reactHooks.configs.flat.recommended },
  { files: ['src/ui/**/*.tsx'], ...jsxA11y.flatConfigs.strict },
  {
    files: ['src/ui/testing/**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { project: 'tsconfig.ui-test.json', tsconfigRootDir: __dirname } },
  },
  {
    files: ['**/*.test.{ts,tsx}'],
    languageOptions: {
      parserOptions: { project: ['tsconfig.test.json', 'tsconfig.ui-test.json'], tsconfigRootDir: __dirname },
    },
    rules: {
      'max-lines': ['error', 600],
      'max-lines-per-function': 'off',
      'max-params': 'off',
      // Matchers and parsed documents are `any`; a wrong one fails the test.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
