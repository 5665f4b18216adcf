import ts from 'typescript';

/** A sentence that the plugin shows. */
export interface LocaleKey {
  key: string;
  /** It is asked for with a `count`, so that every language needs its plural forms. */
  plural: boolean;
}

/** Sentences of `t('…')` in a source file. Throws when a key is no literal: nobody could tell whether it is translated. */
export function collectSourceKeys(fileName: string, text: string): LocaleKey[] {
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TSX);
  const keys: LocaleKey[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 't') {
      keys.push(readCall(node, source));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return keys;
}

function readCall(call: ts.CallExpression, source: ts.SourceFile): LocaleKey {
  const [key, values] = call.arguments;
  if (!key || !ts.isStringLiteralLike(key)) {
    const { line } = source.getLineAndCharacterOfPosition(call.getStart(source));
    throw new Error(`${source.fileName}:${line + 1}: a key that is no literal`);
  }
  const named = values && ts.isObjectLiteralExpression(values) ? values.properties : [];
  return { key: key.text, plural: named.some(({ name }) => name?.getText(source) === 'count') };
}

const EXTENSION_KEY = /%plugin__kmm-preflight~([^%]+)%/g;

/** Sentences in console-extensions.json, which the console translates itself. */
export function collectExtensionKeys(text: string): LocaleKey[] {
  return [...text.matchAll(EXTENSION_KEY)].map(([, key = '']) => ({ key, plural: false }));
}

/** What a locale file has to hold: plural forms of a language as its plural rules name them. */
export function expectedEntries(keys: readonly LocaleKey[], language: string): string[] {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const entries = keys.flatMap(({ key, plural }) => (plural ? forms.map((form) => `${key}_${form}`) : [key]));
  return [...new Set(entries)].sort();
}
