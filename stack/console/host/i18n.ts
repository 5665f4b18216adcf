import { createInstance, type BackendModule, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';

/** Of the host's own words, which are English and not translated. */
const HOST_NAMESPACE = 'console';

const backend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, namespace, done) => {
    if (namespace === HOST_NAMESPACE) return done(null, {});
    const query = new URLSearchParams({ lng: language, ns: namespace });
    fetch(`/locales/resource.json?${query.toString()}`)
      .then((answer) =>
        answer.ok ? answer.json() : Promise.reject(new Error(`no words of ${namespace} in ${language}`)),
      )
      .then(
        (words: object) => done(null, words as Record<string, string>),
        (error: unknown) => {
          console.error(error);
          done(error as Error, null);
        },
      );
  },
};

/**
 * Translations as the console sets them up: `~` after the namespace, whole sentences as keys, English below, the
 * plugins' words loaded before anything is shown (loadType Preload). A missing key is an error in the console's log.
 */
export async function startI18n(namespaces: string[]): Promise<i18n> {
  const instance = createInstance();
  await instance
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: selectLanguage(),
      fallbackLng: 'en',
      load: 'languageOnly',
      ns: [...namespaces, HOST_NAMESPACE],
      defaultNS: HOST_NAMESPACE,
      nsSeparator: '~',
      keySeparator: false,
      contextSeparator: '_',
      saveMissing: true,
      missingKeyHandler: (_languages, missingNamespace, key) => {
        if (missingNamespace !== HOST_NAMESPACE)
          console.error(`Missing i18n key "${key}" in namespace "${missingNamespace}"`);
      },
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    });
  document.documentElement.lang = instance.language;
  return instance;
}

/** `?lng=` is kept for the pages after this one, as the console's preference is. */
function selectLanguage(): string {
  const asked = new URLSearchParams(window.location.search).get('lng');
  if (asked !== null) sessionStorage.setItem('lng', asked);
  return (asked ?? sessionStorage.getItem('lng') ?? 'en').split('-')[0] ?? 'en';
}
