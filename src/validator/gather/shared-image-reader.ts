import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ImageAnswer } from '../../domain/image/answer';
import { printReference } from '../../domain/image/reference';
import type { Clock, ImageReader, ImageRequest } from '../ports';
import { abandonOnAbort } from './abandon-on-abort';

/** What a shared answer must be at least. */
export interface Freshness {
  /** It was not asked for before this time; ms. */
  notBefore: number;
  /** It was asked for under this version of the registry configuration. */
  configVersion: number;
}

/** Looks at images; equal looks are shared while under way and for a short time after. */
export interface SharedImageReader {
  readImage(request: ImageRequest, freshness: Freshness): Promise<ImageAnswer>;
}

interface SharedLook {
  startedAt: number;
  /** Absent while it is under way. */
  endedAt?: number;
  answer: Promise<ImageAnswer>;
}

const SHARED_MS = 30_000;
const SHARED_ENTRIES = 1_000;

/** Wraps a reader so that many Modules with one image cost one look (design §5.2). */
export function shareImageReader(reader: ImageReader, clock: Clock, stopped: AbortSignal): SharedImageReader {
  const looks = new LRUCache<string, SharedLook>({ max: SHARED_ENTRIES });
  const fresh = ({ startedAt, endedAt }: SharedLook, notBefore: number): boolean =>
    startedAt >= notBefore && (endedAt === undefined || Math.abs(clock.now() - endedAt) <= SHARED_MS);

  // A signal of its own for each look: every listener of one signal is searched through whenever another is added.
  const underWay = new Set<AbortController>();
  stopped.addEventListener('abort', () => underWay.forEach((ending) => ending.abort(stopped.reason)), { once: true });

  const begin = (key: string, request: ImageRequest): SharedLook => {
    const startedAt = clock.now();
    const ending = new AbortController();
    if (stopped.aborted) ending.abort(stopped.reason);
    underWay.add(ending);
    // The shared look has its own deadline and must not end because the first of those who wait went away.
    const look: SharedLook = { startedAt, answer: reader.readImage({ ...request, signal: ending.signal }) };
    looks.set(key, look);
    look.answer
      .then(
        () => (look.endedAt = clock.now()),
        () => looks.peek(key) === look && looks.delete(key),
      )
      .finally(() => underWay.delete(ending));
    return look;
  };

  return {
    readImage(request, { notBefore, configVersion }) {
      const key = sharingKey(request, configVersion);
      const known = looks.get(key);
      const look = known && fresh(known, notBefore) ? known : begin(key, request);
      return abandonOnAbort(look.answer, request.signal);
    },
  };
}

/** A digest, so that no secret stays in a key. Credentials and TLS are part of it: an answer is only for its right. */
function sharingKey({ reference, credential, transport }: ImageRequest, configVersion: number): string {
  const right = credential ? [credential.username, credential.password, credential.identityToken ?? ''] : [];
  const parts = [configVersion, printReference(reference), transport.plainHttp, transport.skipTLSVerify, ...right];
  return hash('sha256', JSON.stringify(parts), 'base64');
}
