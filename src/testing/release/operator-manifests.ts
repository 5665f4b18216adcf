import { COMPONENT_NAMES } from './component-names';
import { SeededRandom } from './seeded-random';
import type { Segment } from './segment';
import { packTar } from './tar-entries';

/** Folder of a release image that holds everything about the release. */
export const MANIFEST_FOLDER = 'release-manifests';

const WORDS = `
the of to is a and in for be that will this when are not or with an by it on as if must may from can at value field
default resource specified object name namespace used which cluster node pod container set list key true false only
string request response operator status condition type reason message controller network address port host policy rule
selector label annotation reference secret config volume storage class device driver mount path image registry digest
version update upgrade rollout replica strategy schedule affinity topology zone region instance provider platform cloud
account credential token certificate authority identity user group role binding permission scope admission webhook
timeout interval retry limit quota memory cpu bytes seconds minimum maximum pattern optional required immutable
deprecated feature gate enabled disabled managed unmanaged removed available progressing degraded upgradeable
`
  .trim()
  .split(/\s+/);
const TYPES = ['string', 'string', 'string', 'integer', 'boolean', 'object', 'array'];

const made = new Map<string, Promise<Segment[]>>();

/**
 * So many manifests of operators as entries of a release layer, in order: custom resource definitions whose text
 * compresses about as well as real ones. Made once for each count.
 */
export async function makeOperatorManifests(count: number): Promise<Segment[]> {
  const key = `${count}`;
  const manifests = made.get(key) ?? packTar(listManifests(count));
  made.set(key, manifests);
  return manifests;
}

function listManifests(count: number): { path: string; content: string }[] {
  const random = new SeededRandom('operator manifests');
  return Array.from({ length: count }, (_, at) => {
    const component = COMPONENT_NAMES[Math.floor((at * COMPONENT_NAMES.length) / count)] ?? 'console';
    const file = `0000_50_${component}_${String(at % 100).padStart(2, '0')}-${random.pick(WORDS)}-${at}.crd.yaml`;
    return { path: `${MANIFEST_FOLDER}/${file}`, content: printDefinition(`${component}-${at}`, random) };
  });
}

function printDefinition(name: string, random: SeededRandom): string {
  const lines = [
    'apiVersion: apiextensions.k8s.io/v1',
    'kind: CustomResourceDefinition',
    'metadata:',
    '  annotations:',
    `    api-approved.openshift.io: https://github.com/openshift/api/pull/${random.below(2000)}`,
    '    include.release.openshift.io/self-managed-high-availability: "true"',
    `  name: ${name}.operator.openshift.io`,
    'spec:',
    '  versions:',
    '  - name: v1',
    '    schema:',
    '      openAPIV3Schema:',
    '        properties:',
  ];
  const properties = 10 + random.below(120);
  for (let at = 0; at < properties; at++) lines.push(...printProperty(random));
  return `${lines.join('\n')}\n`;
}

function printProperty(random: SeededRandom): string[] {
  const words = Array.from({ length: 8 + random.below(20) }, () => random.pick(WORDS));
  return [
    `          ${words[0] ?? ''}${random.below(99)}${words[1] ?? ''}:`,
    '            description: |-',
    `              ${words.join(' ')}`,
    `            type: ${random.pick(TYPES)}`,
  ];
}
