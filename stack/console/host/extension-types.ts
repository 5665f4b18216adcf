/** What the host does something with. Another type would be ignored in silence, so a plugin with one is not loaded. */
export const SUPPORTED_EXTENSION_TYPES: readonly string[] = [
  'console.dashboards/overview/activity/resource',
  'console.dashboards/overview/health/resource',
  'console.flag/hookProvider',
  'console.flag/model',
  'console.model-metadata',
  'console.navigation/href',
  'console.navigation/resource-cluster',
  'console.navigation/resource-ns',
  'console.page/resource/details',
  'console.page/resource/list',
  'console.page/route',
  'console.resource/create',
  'console.resource/details-item',
  'console.tab/horizontalNav',
];

/** Types of the extensions that the host does not know, each once. */
export function listUnsupportedTypes(extensions: readonly { type: string }[]): string[] {
  return [...new Set(extensions.map(({ type }) => type))].filter((type) => !SUPPORTED_EXTENSION_TYPES.includes(type));
}
