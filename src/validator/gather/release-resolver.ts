import { hash } from 'node:crypto';
import type { ReleaseList, ReleaseResolution } from '../../contract/release-api';
import type { Reference } from '../../domain/image/reference';
import { printReference } from '../../domain/image/reference';
import type { ReleasePool } from '../../domain/release/cluster-facts';
import { proposePreflights } from '../../domain/release/propose-preflights';
import type { ResolvedStream } from '../../domain/release/stream-kernel';
import type { Clock, ExchangeMeter, ReleaseRequest, ReleaseResolver } from '../ports';
import { ReleaseError } from '../release-error';
import { abandonOnAbort } from './abandon-on-abort';
import type { GatheredRelease, NodeKind } from './release/gather-release';
import { gatherRelease } from './release/gather-release';
import { listKnown, nodeKindsOf, selectListed } from './release/known-releases';
import type { Target } from './release/name-target';
import { isKnown, nameTarget } from './release/name-target';
import { readImage } from './release/open-image';
import type { SessionParts } from './release/open-session';
import { openSession } from './release/open-session';
import { isSufficient, storeKey, toStored } from './release/resolution-cache';
import { settleRunningRelease } from './release/running-release';

export interface ResolverParts extends SessionParts {
  clock: Clock;
}

/** What every answer is made of. */
type Resolved = Pick<GatheredRelease, 'version' | 'digest' | 'architectures' | 'streams' | 'warnings'>;

/** A resolution that several callers may wait for. */
interface Gathering {
  release: Promise<GatheredRelease>;
  meter: ExchangeMeter;
}

/** Shorter than the console waits, so that the caller hears why. */
const DEADLINE_MS = 50_000;

/** Resolves releases for the API: from the cluster, from what is stored, else from registries. */
export function createReleaseResolver(parts: ResolverParts): ReleaseResolver {
  return new CachingResolver(parts);
}

class CachingResolver implements ReleaseResolver {
  private readonly underWay = new Map<string, Gathering>();

  constructor(private readonly parts: ResolverParts) {}

  async list(): Promise<ReleaseList> {
    await this.parts.cluster.ready();
    const { current, releases } = listKnown(this.parts.cluster);
    return { current, releases };
  }

  async resolve(request: ReleaseRequest): Promise<ReleaseResolution> {
    const { cluster } = this.parts;
    await abandonOnAbort(cluster.ready(), request.signal);
    const { releases } = listKnown(cluster);
    const named = nameTarget(request, releases);
    const pools = await cluster.pools();
    const running = request.strict ? undefined : await this.settle(named);
    if (running) return this.answer(named.reference, running, pools, { exchanges: 0, bytes: 0, cached: false });
    const meter: ExchangeMeter = { exchanges: 0, bytes: 0 };
    const target = named.reference.digest === undefined ? await this.pin(named.reference, request, meter) : named;
    const kinds = nodeKindsOf(cluster.nodes(), pools);
    const { release, cost } = await this.recall(target, kinds, request);
    const exchanges = cost.exchanges + meter.exchanges;
    return this.answer(target.reference, release, pools, { ...cost, exchanges, bytes: cost.bytes + meter.bytes });
  }

  /** The running release, when the cluster itself tells everything about it. */
  private async settle({ listed, reference }: Target): Promise<Resolved | undefined> {
    const { cluster } = this.parts;
    if (listed?.source !== 'current' || reference.digest === undefined) return undefined;
    const release = settleRunningRelease(await cluster.imageStreamTags(), cluster.nodes(), listed.version);
    return release && { ...release, digest: reference.digest };
  }

  /** A tag moves: what it points to now. */
  private async pin(reference: Reference, request: ReleaseRequest, meter: ExchangeMeter): Promise<Target> {
    const session = await openSession(this.parts, reference, { signal: request.signal, meter });
    const digest = await readImage(session, reference, (image) => image.readDigest());
    const { registry, repository } = reference;
    const pinned = { registry, repository, digest };
    return { reference: pinned, listed: selectListed(pinned, listKnown(this.parts.cluster).releases) };
  }

  private async recall(
    target: Target,
    kinds: readonly NodeKind[],
    request: ReleaseRequest,
  ): Promise<{ release: Resolved; cost: ReleaseResolution['cost'] }> {
    const { store } = this.parts;
    const key = storeKey(target.reference, target.reference.digest ?? '', isKnown(target));
    const stored = await store.find(key);
    if (stored && isSufficient(stored, kinds, request.strict)) {
      return { release: stored, cost: { exchanges: 0, bytes: 0, cached: true } };
    }
    const { release, meter } = this.share(`${key} ${JSON.stringify([kinds, request.strict])}`, () =>
      this.gather(key, target, kinds, request.strict),
    );
    const gathered = await abandonOnAbort(release, request.signal);
    return { release: gathered, cost: { ...meter, cached: false } };
  }

  private share(key: string, begin: () => Gathering): Gathering {
    const known = this.underWay.get(key);
    if (known) return known;
    const gathering = begin();
    this.underWay.set(key, gathering);
    gathering.release.catch(() => undefined).finally(() => this.underWay.delete(key));
    return gathering;
  }

  /** Has its own deadline: it must not end because the first of those who wait went away. */
  private gather(key: string, target: Target, nodeKinds: readonly NodeKind[], strict: boolean): Gathering {
    const meter: ExchangeMeter = { exchanges: 0, bytes: 0 };
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const known = isKnown(target);
    const run = async (): Promise<GatheredRelease> => {
      const session = await openSession(this.parts, target.reference, { signal, meter });
      const release = await gatherRelease(session, { reference: target.reference, nodeKinds, strict, known });
      if (release.complete) await this.parts.store.save(key, toStored(release, nodeKinds, this.parts.clock.now()));
      return release;
    };
    return { release: run().catch((error: unknown) => failOrTimeOut(error, signal, target)), meter };
  }

  private answer(
    reference: Reference,
    release: Resolved,
    pools: readonly ReleasePool[],
    cost: ReleaseResolution['cost'],
  ): ReleaseResolution {
    const { cluster } = this.parts;
    const { version, digest, architectures, streams, warnings } = release;
    const sha256 = (text: string): string => hash('sha256', text);
    const proposed = proposePreflights({
      release: { version },
      streams,
      nodes: cluster.nodes(),
      pools,
      existing: cluster.preflights(),
      sha256,
    });
    return {
      release: { version, image: printReference(reference), digest, architectures },
      streams: streams.map(printStream),
      proposals: proposed.proposals,
      warnings: [...warnings, ...proposed.warnings],
      cost,
    };
  }
}

function printStream({ name, osVersion, dtkImage, kernels }: ResolvedStream): ReleaseResolution['streams'][number] {
  return {
    name,
    osVersion: osVersion ?? null,
    dtkImage: dtkImage ?? null,
    kernels: kernels.map(({ architecture, type, version, source }) => ({ architecture, type, version, source })),
  };
}

function failOrTimeOut(error: unknown, signal: AbortSignal, { reference }: Target): never {
  if (error instanceof ReleaseError || !signal.aborted) throw error;
  const message =
    `${printReference(reference)} could not be read within ${DEADLINE_MS / 1000} s: ` +
    'a registry or mirror answers too slowly; look at its network path and try again.';
  throw new ReleaseError('Timeout', message);
}
