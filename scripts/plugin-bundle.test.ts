import { checkPluginBundle } from './plugin-bundle';

const ENTRY = 'plugin-entry.0.min.js';

function bundle(files: Record<string, string>): Map<string, string> {
  return new Map(Object.entries({ 'plugin-manifest.json': JSON.stringify({ loadScripts: [ENTRY] }), ...files }));
}

describe('checkPluginBundle', () => {
  it('accepts a small entry script and pages of our own', () => {
    expect(checkPluginBundle(bundle({ [ENTRY]: 'x', 'exposed-Page-1.min.js': 'y' }))).toEqual([]);
  });

  it('refuses an entry script above its limit', () => {
    expect(checkPluginBundle(bundle({ [ENTRY]: 'x'.repeat(15 * 1024) }))).toEqual([]);
    expect(checkPluginBundle(bundle({ [ENTRY]: 'x'.repeat(15 * 1024 + 1) }))).toEqual([
      'The entry script has 15361 bytes, more than 15360.',
    ]);
  });

  it.each([
    ['a module of Node', 'require("node:fs")'],
    ['react-dom', 'https://reactjs.org/docs/error-decoder.html?invariant='],
    ["the console's SDK", 'console.warn("SelfSubjectAccessReview failed", e)'],
  ])('refuses a page that holds %s', (library, text) => {
    const files = bundle({ [ENTRY]: 'x', '12-a.min.js': text });
    expect(checkPluginBundle(files)).toEqual([`12-a.min.js holds ${library}.`]);
  });

  it('lets the fallback hold react-dom: it is loaded only where the console shares no PatternFly that fits', () => {
    const text = 'https://reactjs.org/docs/error-decoder.html';
    expect(checkPluginBundle(bundle({ [ENTRY]: 'x', 'fallback-1.min.js': text }))).toEqual([]);
  });

  it.each([
    ['no manifest', new Map<string, string>(), 'There is no manifest.'],
    ['an entry script that is not there', bundle({}), `The entry script ${ENTRY} is not there.`],
    [
      'two entry scripts',
      bundle({ 'plugin-manifest.json': '{"loadScripts":["a","b"]}' }),
      'The manifest names no entry script, or several.',
    ],
  ])('refuses %s', (_name, files, sentence) => {
    expect(checkPluginBundle(files)).toEqual([sentence]);
  });
});
