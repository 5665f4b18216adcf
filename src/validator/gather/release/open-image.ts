import type { Credential } from '../../../domain/image/credential';
import type { Reference } from '../../../domain/image/reference';
import { printReference, withDigest } from '../../../domain/image/reference';
import type {
  BlobDescriptor,
  BlobStream,
  ImageFacts,
  ImageManifest,
  RegistryAnswer,
  RegistryRefusal,
  RepositoryAccess,
} from '../../ports';
import type { TriedAttempt } from '../try-attempts';
import { tryAttempts } from '../try-attempts';
import { describeFailure } from './describe-failure';
import type { ReleaseSession } from './release-session';

/** A registry's refusal in the middle of reading an image; the next place is tried. */
export class RegistryRefused extends Error {
  override readonly name = 'RegistryRefused';

  constructor(readonly refusal: RegistryRefusal) {
    super(refusal.detail);
  }
}

/** An image at the place and with the credential that are tried now. Every method throws RegistryRefused. */
export interface OpenImage {
  readonly reference: Reference;
  /** Of the reference, or of an entry of its list. */
  readManifest(digest?: string): Promise<ImageManifest>;
  /** What the reference's tag points to. */
  readDigest(): Promise<string>;
  readConfig(config: BlobDescriptor): Promise<ImageFacts>;
  openBlob(digest: string, range?: { start: number; end: number }): Promise<BlobStream>;
  /** Refuses what the registry gave: `words` completes "answered with …". */
  refuse(words: string): never;
}

/**
 * Lets `work` read an image where a node would: mirrors in order, then the source, with the cluster pull secret where it may
 * be shown, then without. A refusal in the middle goes on to the next place. Throws ReleaseError with every place and
 * reason, or what else `work` throws.
 */
export async function readImage<T>(
  session: ReleaseSession,
  source: Reference,
  work: (image: OpenImage) => Promise<T>,
): Promise<T> {
  const tried = await tryAttempts<RegistryAnswer<T>>(source, session.options.config, {
    acceptAnonymous: true,
    credentialsFor: ({ reference }) => session.credentialsFor(reference),
    read: async ({ reference }, credential) => {
      try {
        return { kind: 'Found', value: await work(openImage(session, reference, credential)) };
      } catch (error) {
        session.options.signal.throwIfAborted();
        if (error instanceof RegistryRefused) return error.refusal;
        throw error;
      }
    },
  });
  const answer = findAnswer(tried);
  if (answer) return answer.value;
  throw describeFailure(session, source, tried);
}

function findAnswer<T>(tried: TriedAttempt<RegistryAnswer<T>>[]): { value: T } | undefined {
  const last = tried.at(-1)?.answer;
  return last?.kind === 'Found' ? last : undefined;
}

function openImage(session: ReleaseSession, reference: Reference, credential: Credential | undefined): OpenImage {
  const { reader, signal } = session.options;
  const access: RepositoryAccess = {
    credential,
    transport: session.transportFor(reference),
    alsoRepositories: session.alsoRepositories(reference, credential),
    signal,
  };
  return {
    reference,
    readManifest(digest) {
      const wanted = digest === undefined ? reference : withDigest(reference, digest);
      const read = (): Promise<ImageManifest> => valueOf(reader.readManifest(wanted, access));
      return wanted.digest === undefined ? read() : once(session.manifests, printReference(wanted), read);
    },
    readDigest: () => valueOf(reader.readDigest(reference, access)),
    readConfig: ({ digest }) => valueOf(reader.readConfig(reference, digest, access)),
    openBlob: (digest, range) => valueOf(reader.openBlob(reference, digest, { ...access, ...(range && { range }) })),
    refuse(words) {
      const detail = `${reference.registry} answered with ${words}`;
      throw new RegistryRefused({ kind: 'AnswerInvalid', host: reference.registry, detail });
    },
  };
}

async function valueOf<T>(answer: Promise<RegistryAnswer<T>>): Promise<T> {
  const given = await answer;
  if (given.kind === 'Found') return given.value;
  throw new RegistryRefused(given);
}

/** Failures are not kept: another credential may be let in. */
function once<T>(known: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const earlier = known.get(key);
  if (earlier) return earlier;
  const reading = read();
  known.set(key, reading);
  reading.catch(() => known.delete(key));
  return reading;
}
