import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ImageAnswer } from '../../domain/image/answer';
import { printReference } from '../../domain/image/reference';
import type { Clock, ImageReader, ImageRequest } from '../ports';

/** Looks at images; equal looks are shared while under way and for a short time after. */
export interface SharedImageReader {
  /** An answer that was asked for before `notBefore` (ms) is not used. */
  readImage(request: ImageRequest, notBefore: number): Promise<ImageAnswer>;
}

const SHARED_MS = 30_000;
const SHARED_ENTRIES = 1_000;

/** Wraps a reader so that many Modules with one image cost one look (design §5.2). */
export function shareImageReader(reader: ImageReader, clock: Clock, stopped: AbortSignal): SharedImageReader {
  const answers = new LRUCache<string, { at: number; answer: Promise<ImageAnswer> }>({
    max: SHARED_ENTRIES,
    ttl: SHARED_MS,
  });
  return {
    readImage(request, notBefore) {
      const key = sharingKey(request);
      const known = answers.get(key);
      if (known && known.at >= notBefore) return abandonOnAbort(known.answer, request.signal);
      // The shared look has its own deadline and must not end because the first of those who wait went away.
      const answer = reader.readImage({ ...request, signal: stopped });
      answers.set(key, { at: clock.now(), answer });
      answer.catch(() => answers.delete(key));
      return abandonOnAbort(answer, request.signal);
    },
  };
}

/** A digest, so that no secret stays in a key. Credentials and TLS are part of it: an answer is only for its right. */
function sharingKey({ reference, credential, transport }: ImageRequest): string {
  const right = credential ? [credential.username, credential.password, credential.identityToken ?? ''] : [];
  const parts = [printReference(reference), transport.plainHttp, transport.skipTLSVerify, ...right];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

function abandonOnAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abandon = (): void => reject(signal.reason as Error);
    if (signal.aborted) return abandon();
    signal.addEventListener('abort', abandon, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abandon));
  });
}
