/**
 * The parts of the console that the npm SDK asks for at run time (`require('@console/…')` in its `lib`): export name →
 * name in a file of `host/shims`. What is not listed is not there, and using it throws.
 */
export const CONSOLE_MODULES: Readonly<Record<string, { file: string; names: Readonly<Record<string, string>> }>> = {
  '@console/dynamic-plugin-sdk/src/api/useResolvedExtensions': {
    file: 'extensions',
    names: { useResolvedExtensions: 'useResolvedExtensions' },
  },
  '@console/dynamic-plugin-sdk/src/perspective/useActivePerspective': {
    file: 'preferences',
    names: { default: 'useActivePerspective' },
  },
  '@console/internal/components/AsyncCodeEditor': { file: 'code-editor', names: { AsyncCodeEditor: 'CodeEditor' } },
  '@console/internal/components/AsyncResourceYAMLEditor': {
    file: 'yaml-editor',
    names: { AsyncResourceYAMLEditor: 'ResourceYamlEditor' },
  },
  '@console/internal/components/events': {
    file: 'event-stream',
    names: { WrappedResourceEventStream: 'ResourceEventStream' },
  },
  '@console/internal/components/factory/ListPage/ListPageHeader': {
    file: 'list-page',
    names: { default: 'ListPageHeader' },
  },
  '@console/internal/components/factory/ListPage/ListPageCreate': {
    file: 'list-page',
    names: {
      default: 'ListPageCreate',
      ListPageCreateLink: 'ListPageCreateLink',
      ListPageCreateButton: 'ListPageCreateButton',
    },
  },
  '@console/internal/components/namespace-bar': { file: 'namespace-bar', names: { NamespaceBar: 'NamespaceBar' } },
  '@console/internal/components/utils/horizontal-nav': {
    file: 'horizontal-nav',
    names: { HorizontalNavFacade: 'HorizontalNav' },
  },
  '@console/internal/components/utils/resource-icon': {
    file: 'resource-link',
    names: { ResourceIcon: 'ResourceIcon' },
  },
  '@console/internal/components/utils/resource-link': {
    file: 'resource-link',
    names: { ResourceLink: 'ResourceLink' },
  },
  '@console/internal/models': { file: 'models', names: {} },
  '@console/shared/src/components/dashboard/status-card/StatusPopup': {
    file: 'status-popup',
    names: { default: 'StatusPopupItem', StatusPopupSection: 'StatusPopupSection' },
  },
  '@console/shared/src/components/datetime/Timestamp': { file: 'timestamp', names: { default: 'Timestamp' } },
  '@console/shared/src/components/document-title/DocumentTitle': {
    file: 'document-title',
    names: { DocumentTitle: 'DocumentTitle' },
  },
  '@console/shared/src/hooks/useActiveNamespace': {
    file: 'active-namespace',
    names: { useActiveNamespace: 'useActiveNamespace' },
  },
  '@console/shared/src/hooks/useAnnotationsModal': {
    file: 'map-modal',
    names: { useAnnotationsModal: 'useAnnotationsModal' },
  },
  '@console/shared/src/hooks/useDeleteModal': { file: 'delete-modal', names: { useDeleteModal: 'useDeleteModal' } },
  '@console/shared/src/hooks/useLabelsModal': { file: 'map-modal', names: { useLabelsModal: 'useLabelsModal' } },
  '@console/shared/src/hooks/useUserPreference': {
    file: 'preferences',
    names: { useUserPreference: 'useUserPreference' },
  },
  '@console/shared/src/utils/console-fetch': {
    file: 'console-fetch',
    names: { coFetch: 'consoleFetch', coFetchJSON: 'consoleFetchJSON', coFetchText: 'consoleFetchText' },
  },
};

const FROM_CONSOLE = /export const (\w+) =\s*require\('(@console\/[^']+)'\)\s*\.(\w+);/g;

/** Source of the SDK's `lib/api/*.js` → the exports that are not here because their console part is not. */
export function listUnsupportedExports(source: string): string[] {
  return [...source.matchAll(FROM_CONSOLE)].flatMap(([, name = '', module = '', member = '']) =>
    CONSOLE_MODULES[module]?.names[member] === undefined ? [name] : [],
  );
}
