import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONSOLE_MODULES, listUnsupportedExports } from './console-modules';

const SHIMS = join(__dirname, 'host', 'shims');
const API = join(__dirname, '../../node_modules/@openshift-console/dynamic-plugin-sdk/lib/api');

test('each name is exported by its file', () => {
  for (const { file, names } of Object.values(CONSOLE_MODULES)) {
    const path = [`${file}.ts`, `${file}.tsx`].map((name) => join(SHIMS, name)).find(existsSync) ?? '';
    const source = readFileSync(path, 'utf8');
    for (const name of Object.values(names))
      expect(source).toMatch(new RegExp(`export (async )?(const|function) ${name}\\b`));
  }
});

test('the SDK’s exports are told apart', () => {
  const unsupported = listUnsupportedExports(readFileSync(join(API, 'core-api.js'), 'utf8'));
  expect(unsupported).toEqual(expect.arrayContaining(['VirtualizedTable', 'QueryBrowser', 'ListPageCreateDropdown']));
  for (const name of ['HorizontalNav', 'ResourceLink', 'useDeleteModal', 'Timestamp', 'ListPageHeader']) {
    expect(unsupported).not.toContain(name);
  }
  expect(listUnsupportedExports(readFileSync(join(API, 'console-fetch.js'), 'utf8'))).toEqual([]);
});
