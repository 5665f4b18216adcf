import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Every page load of the console fetches the entry script anew. */
const ENTRY_MAX = 15 * 1024;

/** Texts that only these libraries have in them; minifiers keep texts. */
const FOREIGN: Record<string, string> = {
  'a module of Node': '"node:',
  'react-dom': 'reactjs.org/docs/error-decoder.html',
  "the console's SDK": 'SelfSubjectAccessReview failed',
};

/** PatternFly for a console that shares no version that fits; nothing in it is loaded otherwise. */
const FALLBACK = /^fallback-/;

/**
 * What is wrong with the built plugin, a sentence each. `files` are the contents by name: the entry script is small and
 * the one that the manifest names, and nothing that a page loads brings a copy of what the console has.
 */
export function checkPluginBundle(files: ReadonlyMap<string, string>): string[] {
  const manifest = files.get('plugin-manifest.json');
  if (manifest === undefined) return ['There is no manifest.'];
  const { loadScripts = [] } = JSON.parse(manifest) as { loadScripts?: string[] };
  const scripts = [...files].filter(([name]) => name.endsWith('.js') && !FALLBACK.test(name));
  return [...checkEntry(loadScripts, files), ...scripts.flatMap(([name, text]) => checkScript(name, text))];
}

function checkEntry(loadScripts: string[], files: ReadonlyMap<string, string>): string[] {
  const [entry, ...others] = loadScripts;
  if (entry === undefined || others.length > 0) return ['The manifest names no entry script, or several.'];
  const text = files.get(entry);
  if (text === undefined) return [`The entry script ${entry} is not there.`];
  const size = Buffer.byteLength(text);
  return size > ENTRY_MAX ? [`The entry script has ${size} bytes, more than ${ENTRY_MAX}.`] : [];
}

function checkScript(name: string, text: string): string[] {
  return Object.entries(FOREIGN)
    .filter(([, mark]) => text.includes(mark))
    .map(([library]) => `${name} holds ${library}.`);
}

/** Reads the files of a built plugin, without its translations. */
export async function readPluginBundle(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
  const texts = names.map(async ({ name }): Promise<[string, string]> => [
    name,
    await readFile(join(folder, name), 'utf8'),
  ]);
  return new Map(await Promise.all(texts));
}
