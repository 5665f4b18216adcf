import { printPlatform, selectPlatform } from './platform';

const linux = (architecture: string, variant?: string) => ({ os: 'linux', architecture, ...(variant && { variant }) });

test('prints with and without variant', () => {
  expect(printPlatform(linux('amd64'))).toBe('linux/amd64');
  expect(printPlatform(linux('arm64', 'v8'))).toBe('linux/arm64/v8');
});

test.each([
  ['the architecture', [linux('arm64'), linux('amd64')], 'amd64', linux('amd64')],
  ['only Linux', [{ os: 'windows', architecture: 'amd64' }], 'amd64', undefined],
  ['nothing that is not there', [linux('arm64')], 'amd64', undefined],
  ['nothing from nothing', [], 'amd64', undefined],
  ['no attestations', [{ os: 'unknown', architecture: 'unknown' }], 'unknown', undefined],
  ['no variant before a variant', [linux('arm64', 'v8'), linux('arm64')], 'arm64', linux('arm64')],
  ['the base variant of arm64', [linux('arm64', 'v9'), linux('arm64', 'v8')], 'arm64', linux('arm64', 'v8')],
  ['any variant rather than none', [linux('amd64', 'v3')], 'amd64', linux('amd64', 'v3')],
])('selects %s', (_title, platforms, architecture, expected) => {
  expect(selectPlatform(platforms, architecture)).toEqual(expected);
});
