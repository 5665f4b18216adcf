import { COMPONENT_NAMES } from './component-names';
import { SeededRandom } from './seeded-random';

/** A tag of a release; a hostile one may lack what a real one has. */
export interface ReferenceTag {
  name: string;
  annotations: Readonly<Record<string, string>>;
  from?: { kind: string; name: string };
  generation: null;
  importPolicy: object;
  referencePolicy: { type: string };
}

/** The ImageStream of a release. */
export interface ImageReferences {
  kind: string;
  apiVersion: string;
  metadata: { name: string; creationTimestamp: string; annotations: Readonly<Record<string, string>> };
  spec: { lookupPolicy: { local: boolean }; tags: ReferenceTag[] };
  status: { dockerImageRepository: string };
}

/** A component that the release really has. */
export interface Component {
  name: string;
  pullSpec: string;
  /** Added to the annotations that every component has. */
  annotations?: Readonly<Record<string, string>>;
}

/** What components say of the versions inside them. */
const INNER_VERSIONS: Readonly<Record<string, readonly [string, string]>> = {
  cli: ['kubectl=1.32.5', ''],
  'cli-artifacts': ['kubectl=1.32.5', ''],
  hyperkube: ['kubernetes=1.32.5', ''],
  tests: ['kubernetes-tests=1.32.5', ''],
  'machine-config-operator': ['crio=1.32.4', 'crio=CRI-O'],
};
const VERSIONS = 'io.openshift.build.versions';
const DISPLAY_NAMES = 'io.openshift.build.version-display-names';

/**
 * The ImageStream `image-references` as `oc adm release new` writes it: the given components among all the others of a
 * release, sorted, each with the commit that it was built from. The others' digests lead nowhere.
 */
export function makeImageReferences(version: string, components: readonly Component[]): ImageReferences {
  const random = new SeededRandom(`references ${version}`);
  const repository = components[0]?.pullSpec.replace(/@.*/, '') ?? 'registry.invalid/components';
  const others = COMPONENT_NAMES.map((name): Component => ({
    name,
    pullSpec: `${repository}@sha256:${random.hex(64)}`,
  }));
  const all = [...others, ...components].sort((one, other) => (one.name < other.name ? -1 : 1));
  return {
    kind: 'ImageStream',
    apiVersion: 'image.openshift.io/v1',
    metadata: {
      name: version,
      creationTimestamp: '2025-06-10T08:21:44Z',
      annotations: { 'release.openshift.io/from-image-stream': `ocp/${version}-art-assembly` },
    },
    spec: { lookupPolicy: { local: false }, tags: all.map((component) => makeTag(component, random)) },
    status: { dockerImageRepository: '' },
  };
}

/** The text of the file: JSON with two spaces. */
export function printImageReferences(references: ImageReferences): string {
  return `${JSON.stringify(references, undefined, 2)}\n`;
}

/** The annotations of a tag that holds a node image. */
export function machineOsAnnotations(osVersion: string, displayName: string): Record<string, string> {
  return { [VERSIONS]: `machine-os=${osVersion}`, [DISPLAY_NAMES]: `machine-os=${displayName}` };
}

function makeTag({ name, pullSpec, annotations }: Component, random: SeededRandom): ReferenceTag {
  const [versions, displayNames] = INNER_VERSIONS[name] ?? [];
  return {
    name,
    annotations: {
      'io.openshift.build.commit.id': random.hex(40),
      'io.openshift.build.commit.ref': '',
      'io.openshift.build.source-location': `https://github.com/openshift/${name}`,
      ...(displayNames && { [DISPLAY_NAMES]: displayNames }),
      ...(versions && { [VERSIONS]: versions }),
      ...annotations,
    },
    from: { kind: 'DockerImage', name: pullSpec },
    generation: null,
    importPolicy: {},
    referencePolicy: { type: '' },
  };
}
