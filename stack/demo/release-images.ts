import type { ReleaseFixture } from '../../src/testing/release/build-release';
import { buildRelease } from '../../src/testing/release/build-release';
import { RELEASE_SHAPES } from '../../src/testing/release/release-shapes';
import { toPushable } from '../../src/testing/release/serve-fixture';
import { pushImage } from '../images/push-image';
import { DEMO_RELEASES, RELEASE_PLACES, type DemoRelease, type DemoReleaseRole } from './demo-releases';
import { selectPushTarget, type StackRegistries } from './registries';

/** Pull specs of a release, by the names that clusters know. */
export interface PushedRelease extends DemoRelease {
  image: string;
  dtkImage: string;
}

export type PushedReleases = Readonly<Record<DemoReleaseRole, PushedRelease>>;

/** Stand for the layers of software and packages, which nobody fetches: a real registry takes no manifest without them. */
const LIGHT_BYTES = 4 * 1024;

/**
 * Pushes the demo's releases for both architectures of its nodes to the mirror registry. All that is read of a release is
 * as in a real one: 733 manifests, the references, the lists of packages.
 */
export async function pushReleases(
  registries: Pick<StackRegistries, 'hosts' | 'privateLogin'>,
): Promise<PushedReleases> {
  const push = (role: DemoReleaseRole): Promise<PushedRelease> => pushRelease(registries, DEMO_RELEASES[role]);
  // One after another: they share most blobs, which are known then.
  const available = await push('available');
  const conditional = await push('conditional');
  return { current: await push('current'), available, conditional };
}

async function pushRelease(
  registries: Pick<StackRegistries, 'hosts' | 'privateLogin'>,
  release: DemoRelease,
): Promise<PushedRelease> {
  const fixture = await buildDemoRelease(registries.hosts.mirror, release);
  const target = selectPushTarget(registries, 'mirror');
  const pushes = fixture.images.map((image) => {
    const [tag] = image.tags;
    return pushImage(target, { repository: image.repository, ...(tag !== undefined && { tag }) }, toPushable(image));
  });
  await Promise.all(pushes);
  const [stream] = fixture.streams;
  if (!stream) throw new Error('a release of the demo has a stream');
  return { ...release, image: fixture.pullSpec, dtkImage: stream.dtkImage };
}

async function buildDemoRelease(
  registry: string,
  { version, kernel, osVersion }: DemoRelease,
): Promise<ReleaseFixture> {
  const shape = RELEASE_SHAPES.multi;
  const [releases, components] = RELEASE_PLACES;
  return buildRelease({
    ...shape,
    version,
    architectures: ['amd64', 'arm64'],
    streams: shape.streams.map((stream) => ({ ...stream, kernel, osVersion, packageBytes: LIGHT_BYTES })),
    fillerBytes: LIGHT_BYTES,
    mirror: { registry, releaseRepository: releases.mirror, componentRepository: components.mirror },
  });
}
