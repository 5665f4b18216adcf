import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectExtensionKeys, collectSourceKeys, expectedEntries } from './locale-keys';

const ROOT = join(__dirname, '..');
const LANGUAGES = ['en', 'es', 'fr', 'ja', 'ko', 'zh'];

function readLocale(language: string): Record<string, string> {
  const text = readFileSync(join(ROOT, 'locales', language, 'plugin__kmm-preflight.json'), 'utf8');
  return JSON.parse(text) as Record<string, string>;
}

const sources = readdirSync(join(ROOT, 'src', 'ui'), { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && !file.startsWith('testing'),
);
const keys = [
  ...sources.flatMap((file) => collectSourceKeys(file, readFileSync(join(ROOT, 'src', 'ui', file), 'utf8'))),
  ...collectExtensionKeys(readFileSync(join(ROOT, 'console-extensions.json'), 'utf8')),
];
const placeholders = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe('the translations', () => {
  it('are for the languages of the console', () => {
    expect(readdirSync(join(ROOT, 'locales')).sort()).toEqual(LANGUAGES);
    expect(keys.length).toBeGreaterThan(150);
  });

  it.each(LANGUAGES)('have every sentence in %s, with its plurals, and no other', (language) => {
    expect(Object.keys(readLocale(language)).sort()).toEqual(expectedEntries(keys, language));
  });

  it.each(LANGUAGES)('fill the same places in %s', (language) => {
    const wrong = Object.entries(readLocale(language)).filter(([entry, text]) => {
      const key = entry.replace(/_(one|many|other)$/, '');
      return text.trim() === '' || placeholders(text).join() !== placeholders(key).join();
    });
    expect(wrong).toEqual([]);
  });

  it('are the sentence itself in English', () => {
    const wrong = Object.entries(readLocale('en')).filter(
      ([entry, text]) => !entry.endsWith('_one') && entry.replace(/_other$/, '') !== text,
    );
    expect(wrong).toEqual([]);
  });

  it.each(LANGUAGES.filter((language) => language !== 'en'))('are not English in %s', (language) => {
    const same = Object.entries(readLocale(language)).filter(([key, text]) => key === text && text.includes(' '));
    expect(same.map(([key]) => key)).toEqual([]);
  });
});

describe('collectSourceKeys', () => {
  it('finds sentences, and plurals by their count', () => {
    const text = "const a = <b title={t('One')}>{t('{{count}} nodes', { count, name: x })}</b>;";
    expect(collectSourceKeys('a.tsx', text)).toEqual([
      { key: 'One', plural: false },
      { key: '{{count}} nodes', plural: true },
    ]);
  });

  it('refuses a key that nobody can look up', () => {
    expect(() => collectSourceKeys('a.tsx', '\nt(word);')).toThrow('a.tsx:2');
  });
});

describe('expectedEntries', () => {
  it('asks for the plural forms that a language has', () => {
    const plural = [{ key: 'k', plural: true }];
    expect(expectedEntries(plural, 'en')).toEqual(['k_one', 'k_other']);
    expect(expectedEntries(plural, 'fr')).toEqual(['k_many', 'k_one', 'k_other']);
    expect(expectedEntries(plural, 'ja')).toEqual(['k_other']);
  });
});
