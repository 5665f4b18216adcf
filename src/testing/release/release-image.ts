import type { GoArchitecture } from '../../domain/kernel/kernel-target';
import { sha256Digest } from '../registry-content';
import type { FixtureImage, Flavour, ImagePlace } from './fixture-image';
import { buildImage } from './fixture-image';
import type { FixtureLayer } from './fixture-layer';
import { compressLayer, fillerLayers, makeLayer } from './fixture-layer';
import type { ImageReferences } from './image-references';
import { printImageReferences } from './image-references';
import { makeOperatorManifests, MANIFEST_FOLDER } from './operator-manifests';
import type { TarEntry } from './tar-entries';
import { packTar } from './tar-entries';

/** How the payload was built: by `oc adm release new`, or by a container build that copies a folder. */
export type PayloadBuild = 'oc' | 'konflux';

export interface PayloadContent {
  version: string;
  references: ImageReferences;
  multi: boolean;
  /** Operator manifests; a real payload has more than 700. */
  manifestCount: number;
}

export interface ReleaseImageContent {
  architecture: GoArchitecture;
  version: string;
  build: PayloadBuild;
  /** Bytes of each of the five layers below. */
  fillerBytes: number;
  multi: boolean;
}

export const REFERENCES_PATH = `${MANIFEST_FOLDER}/image-references`;
export const METADATA_PATH = `${MANIFEST_FOLDER}/release-metadata`;
/** The folder's own entry. */
export const MANIFEST_FOLDER_ENTRY: TarEntry = { path: MANIFEST_FOLDER, directory: true, mode: 0o777 };

const BASE_LAYERS = 5;
const PREVIOUS_RELEASES = 30;
const CVO = {
  Entrypoint: ['/usr/bin/cluster-version-operator'],
  Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'container=oci'],
};

/** The text of `release-metadata`. */
export function printReleaseMetadata(version: string, multi: boolean): string {
  const [major = '4', minor = '0'] = version.split('.');
  const metadata = {
    kind: 'cincinnati-metadata-v0',
    version,
    previous: Array.from({ length: PREVIOUS_RELEASES }, (_, at) => `${major}.${Math.max(Number(minor) - 1, 0)}.${at}`),
    metadata: {
      ...(multi && { 'release.openshift.io/architecture': 'multi' }),
      url: 'https://access.redhat.com/errata/RHEA-2025:1234',
    },
  };
  return `${JSON.stringify(metadata, undefined, 2)}\n`;
}

/**
 * The layers that make the operator's image a release. `oc` writes one with the two files first; a container build
 * walks its folder by name, so that they come after the manifests, and leaves a small layer on top that removes the
 * folder it copied from.
 */
export async function makePayloadLayers(build: PayloadBuild, content: PayloadContent): Promise<FixtureLayer[]> {
  const manifests = await makeOperatorManifests(content.manifestCount);
  const folder = await packTar([MANIFEST_FOLDER_ENTRY]);
  const files = await packTar([
    { path: REFERENCES_PATH, content: printImageReferences(content.references) },
    { path: METADATA_PATH, content: printReleaseMetadata(content.version, content.multi) },
  ]);
  if (build === 'oc') return [compressLayer([...folder, ...files, ...manifests])];
  const removal = await makeLayer([{ path: '.wh.tmp-release-manifests', content: '' }]);
  return [compressLayer([...folder, ...manifests, ...files]), removal];
}

/** The version operator's image with a payload on top of it. */
export async function buildReleaseImage(
  place: ImagePlace,
  content: ReleaseImageContent,
  payload: readonly FixtureLayer[],
): Promise<FixtureImage> {
  const { architecture, version, build, fillerBytes, multi } = content;
  const base = await fillerLayers(`version operator ${architecture}`, BASE_LAYERS, fillerBytes);
  const flavour: Flavour = build === 'oc' ? 'docker' : 'oci';
  const comment = build === 'oc' ? 'Release image for OpenShift' : 'buildkit.dockerfile.v0';
  return buildImage(place, {
    architecture,
    flavour,
    layers: [...base, ...payload],
    labels: {
      ...(build === 'konflux' && inheritedLabels(multi)),
      'io.openshift.release': version,
      'io.openshift.release.base-image-digest': sha256Digest(Buffer.from(`version operator ${architecture}`)),
    },
    config: { config: CVO, history: [{ created: '2025-06-10T08:00:00Z', comment }] },
  });
}

function inheritedLabels(multi: boolean): Record<string, string> {
  return {
    name: 'openshift/ose-cluster-version-rhel9-operator',
    vendor: 'Red Hat, Inc.',
    'io.k8s.display-name': 'OpenShift cluster-version-operator',
    'io.openshift.release.operator': 'true',
    'io.openshift.build.source-location': 'https://github.com/openshift/cluster-version-operator',
    ...(multi && { 'release.openshift.io/architecture': 'multi' }),
  };
}
