import type { GoArchitecture } from '../../domain/kernel/kernel-target';
import { rpmArchitecture } from '../../domain/release/release-kernel';
import type { ExpectedStream } from './expected-stream';
import { firstKernels, listFindings } from './expected-stream';
import type { FixtureImage, Flavour, ImagePlace } from './fixture-image';
import { buildList, printPullSpec, relocateImage } from './fixture-image';
import type { Component, ImageReferences } from './image-references';
import { machineOsAnnotations, makeImageReferences } from './image-references';
import type { PayloadBuild } from './release-image';
import { buildReleaseImage, makePayloadLayers } from './release-image';
import type { StreamImages, StreamOptions } from './stream-fixture';
import { buildStreamImages } from './stream-fixture';

export interface ReleaseOptions {
  version: string;
  /** Several make lists of everything. */
  architectures: readonly GoArchitecture[];
  streams: readonly StreamOptions[];
  build: PayloadBuild;
  /** Media types of lists. */
  listFlavour: Flavour;
  /** Lists have BuildKit's attestations among their entries. */
  attestations: boolean;
  releasePlace: ImagePlace;
  componentPlace: ImagePlace;
  manifestCount: number;
  fillerBytes: number;
  /** Where the images are served, with the original names' rules; without: under their own names. */
  mirror?: { registry: string; releaseRepository: string; componentRepository: string };
}

/** A rule of an ImageDigestMirrorSet. */
export interface FixtureMirror {
  source: string;
  mirrors: string[];
}

/** A release with all images that it takes to resolve it, and what must come out. */
export interface ReleaseFixture {
  version: string;
  /** With the digest, by the name that clusters know it by. */
  pullSpec: string;
  release: FixtureImage;
  /** Everything to be served, the release first. */
  images: FixtureImage[];
  references: ImageReferences;
  streams: (ExpectedStream & { images: StreamImages })[];
  mirrors: FixtureMirror[];
}

/** Builds the images of a release so that each names the next by its real digest. Equal options give equal bytes. */
export async function buildRelease(options: ReleaseOptions): Promise<ReleaseFixture> {
  const { version, streams } = options;
  const built = await Promise.all(streams.map((stream) => buildStream(options, stream)));
  const components = streams.flatMap((stream, at) => listComponents(stream, built[at]));
  const references = makeImageReferences(version, components);
  const release = await buildPayload(options, references);
  const fixture: ReleaseFixture = {
    version,
    pullSpec: printPullSpec(release),
    release,
    images: [release, ...built.flatMap(({ dtk, os, extensions }) => [dtk, os, extensions])],
    references,
    streams: streams.map((stream, at) => expectStream(options, stream, built[at])),
    mirrors: [],
  };
  return options.mirror === undefined ? fixture : moveToMirror(fixture, options, options.mirror);
}

async function buildStream(options: ReleaseOptions, stream: StreamOptions): Promise<StreamImages> {
  const { architectures, componentPlace } = options;
  const built = await Promise.all(
    architectures.map(async (architecture) => ({
      architecture,
      images: await buildStreamImages(componentPlace, stream, architecture),
    })),
  );
  const combine = (part: keyof StreamImages): FixtureImage => {
    const entries = built.map(({ architecture, images }) => ({ architecture, image: images[part] }));
    return combineImages(componentPlace, options, entries);
  };
  return { dtk: combine('dtk'), os: combine('os'), extensions: combine('extensions') };
}

async function buildPayload(options: ReleaseOptions, references: ImageReferences): Promise<FixtureImage> {
  const { version, architectures, build, fillerBytes, manifestCount, releasePlace } = options;
  const multi = architectures.length > 1;
  const payload = await makePayloadLayers(build, { version, references, multi, manifestCount });
  const content = { version, build, fillerBytes, multi };
  const entries = await Promise.all(
    architectures.map(async (architecture) => ({
      architecture,
      image: await buildReleaseImage(releasePlace, { ...content, architecture }, payload),
    })),
  );
  const suffix = multi ? 'multi' : rpmArchitecture(architectures[0] ?? 'amd64');
  return { ...combineImages(releasePlace, options, entries), tags: [`${version}-${suffix}`] };
}

function combineImages(
  place: ImagePlace,
  { listFlavour, attestations }: ReleaseOptions,
  entries: readonly { architecture: GoArchitecture; image: FixtureImage }[],
): FixtureImage {
  const [first] = entries;
  if (first === undefined) throw new Error('a release needs an architecture');
  return entries.length === 1 ? first.image : buildList(place, entries, { flavour: listFlavour, attestations });
}

function listComponents(stream: StreamOptions, images: StreamImages | undefined): Component[] {
  const { dtk, os, extensions } = present(images);
  const { osTag, dtkTag, osVersion, displayName, streamClass } = stream;
  const streamAnnotation = streamClass === undefined ? {} : { 'io.openshift.os.streamclass': streamClass };
  const osAnnotations = { ...machineOsAnnotations(osVersion, displayName), ...streamAnnotation };
  return [
    { name: dtkTag, pullSpec: printPullSpec(dtk) },
    { name: osTag, pullSpec: printPullSpec(os), annotations: osAnnotations },
    { name: `${osTag}-extensions`, pullSpec: printPullSpec(extensions), annotations: osAnnotations },
  ];
}

function expectStream(options: ReleaseOptions, stream: StreamOptions, found: StreamImages | undefined) {
  const images = present(found);
  const findings = listFindings(stream, options.architectures);
  return {
    name: stream.name,
    osVersion: stream.osVersion,
    dtkImage: printPullSpec(images.dtk),
    osImage: printPullSpec(images.os),
    extensionsImage: printPullSpec(images.extensions),
    findings,
    kernels: firstKernels(findings),
    images,
  };
}

/** A mirrored release still names the originals; only where the bytes are has changed. */
function moveToMirror(
  fixture: ReleaseFixture,
  { releasePlace, componentPlace }: ReleaseOptions,
  { registry, releaseRepository, componentRepository }: NonNullable<ReleaseOptions['mirror']>,
): ReleaseFixture {
  const [release, ...components] = fixture.images;
  const place = { registry, repository: releaseRepository, tags: fixture.release.tags };
  const moved = relocateImage(present(release), place);
  const others = components.map((image) => relocateImage(image, { registry, repository: componentRepository }));
  const rule = (from: ImagePlace, repository: string): FixtureMirror => ({
    source: `${from.registry}/${from.repository}`,
    mirrors: [`${registry}/${repository}`],
  });
  return {
    ...fixture,
    release: moved,
    images: [moved, ...others],
    mirrors: [rule(releasePlace, releaseRepository), rule(componentPlace, componentRepository)],
  };
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('every stream and release has its images');
  return value;
}
