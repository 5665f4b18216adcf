import type { ImageAnswer } from '../image/answer';
import type { Reference } from '../image/reference';
import type { Resolution } from '../kmm/resolve-module';

/** A pull secret that a Module or its service account names and that could not be used. */
export interface SecretProblem {
  kind: 'Missing' | 'Invalid' | 'Forbidden';
  /** `Secret ns/name`. */
  origin: string;
  message: string;
}

/** One reference that was tried, mirror or source. Without `answer` it was not contacted. */
export interface AttemptEvidence {
  reference: Reference;
  isSource: boolean;
  /** The rule of the Image config that forbids it. */
  blockedBy?: string;
  /** Where the credential came from that gave `answer`; absent for anonymous. */
  credentialOrigin?: string;
  /** Set when a refusal with credentials was followed by a look without any that worked. */
  anonymousWorks?: boolean;
  /** Secrets that could have held a credential for this attempt and could not be used. */
  secretProblems: SecretProblem[];
  answer?: ImageAnswer;
}

/** What looking for the image gave. `attempts` ends with the first success. */
export interface ImageEvidence {
  attempts: AttemptEvidence[];
  /** The Module's registryTLS relaxes TLS for a host that nodes do not trust that way. */
  registryTLSIgnoredByNodes: boolean;
}

/** Plain facts about one Module and one kernel, gathered before anything is judged. */
export interface Evidence {
  resolution: Resolution;
  /** Go name; undefined when the kernel string does not tell. */
  architecture: string | undefined;
  /** Absent when the resolution alone settles it. */
  image?: ImageEvidence;
}
