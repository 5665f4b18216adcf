/** Put in by the build: package → version, of everything that is shared with plugins. */
declare const SHARED_VERSIONS: Readonly<Record<string, string>>;
/** Package → the parts that plugins ask for one by one. */
declare const DYNAMIC_MODULES: Readonly<Record<string, readonly string[]>>;

declare module '*.css';

interface Window {
  /** Written into the page by the bridge. */
  SERVER_FLAGS: { basePath: string; releaseVersion: string; consolePlugins: string[]; i18nNamespaces: string[] };
}
