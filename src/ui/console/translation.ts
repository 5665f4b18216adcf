import { useTranslation } from 'react-i18next';

/** The plugin's own words: `locales/<language>/plugin__kmm-preflight.json`. */
export const NAMESPACE = 'plugin__kmm-preflight';

/** Turns an English sentence into the user's language; `count` chooses the plural. */
export type Translate = (key: string, values?: Record<string, string | number>) => string;

/** The user's language. Sentences are translated when they are shown, never when a file is loaded. */
export function useTranslate(): Translate {
  const { t } = useTranslation(NAMESPACE);
  return t as Translate;
}
