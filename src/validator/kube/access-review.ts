import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { AccessQuestion, AccessReviewer, CallerHeaders } from '../ports';
import type { KubeTransport } from './transport';

const PATH = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const REMEMBERED_MS = 10_000;
const REMEMBERED = 1_000;

/** A reviewer over one transport; answers are kept 10 s under a hash of caller and question. */
export function createAccessReviewer(transport: KubeTransport): AccessReviewer {
  const answers = new LRUCache<string, { allowed: boolean }>({ max: REMEMBERED, ttl: REMEMBERED_MS });
  return {
    async may(caller: CallerHeaders, question: AccessQuestion) {
      const key = createHash('sha256')
        .update(JSON.stringify([caller, question]))
        .digest('base64');
      const known = answers.get(key);
      if (known) return known.allowed;
      const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: question };
      const review = (await transport.requestAs(caller, { method: 'POST', path: PATH, body })) as {
        status?: { allowed?: boolean };
      };
      const allowed = review.status?.allowed === true;
      answers.set(key, { allowed });
      return allowed;
    },
  };
}
