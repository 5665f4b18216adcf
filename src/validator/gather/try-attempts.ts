import type { RefusalKind } from '../../domain/image/answer';
import type { Credential } from '../../domain/image/credential';
import { selectCredentials } from '../../domain/image/dockerconfig';
import type { Attempt } from '../../domain/image/mirrors';
import { selectAttempts } from '../../domain/image/mirrors';
import type { Reference } from '../../domain/image/reference';
import { checkRegistryPolicy } from '../../domain/image/registry-policy';
import type { RegistryConfig } from './registry-config';

/** One place that was looked at, mirror or source; without `answer` it was not contacted. */
export interface TriedAttempt<A> extends Attempt {
  /** The rule of the Image config that forbids it. */
  blockedBy?: string;
  /** Whose credential gave `answer`; absent for anonymous. */
  credential?: Credential;
  answer?: A;
  /** A refusal with credentials was followed by a look without any that worked. */
  anonymousWorks?: true;
}

/** How one place is looked at. */
export interface AttemptReader<A> {
  /** What a node could show there; those for other places are left out here. */
  credentialsFor(attempt: Attempt): Credential[];
  read(attempt: Attempt, credential: Credential | undefined): Promise<A>;
  /** What is seen without a credential counts although there are some; nodes would not see it. */
  acceptAnonymous?: true;
}

/**
 * Looks for an image where a node would: mirrors in order, then the source, those left out that the Image config forbids,
 * each with every credential that covers it, then with none. Ends with the first success.
 */
export async function tryAttempts<A extends { kind: 'Found' | RefusalKind }>(
  source: Reference,
  config: RegistryConfig,
  reader: AttemptReader<A>,
): Promise<TriedAttempt<A>[]> {
  const tried: TriedAttempt<A>[] = [];
  // An allow list names the source; entries that block may name a mirror too.
  const notAllowed = checkRegistryPolicy(source, { ...config.policy, blocked: [] });
  for (const attempt of selectAttempts(source, config.mirrorRules)) {
    const { blocked, rule } = checkRegistryPolicy(attempt.reference, { ...config.policy, allowed: [] });
    const blockedBy = notAllowed.blocked ? 'allowedRegistries' : blocked && `blockedRegistries (${rule ?? ''})`;
    const made = blockedBy ? { ...attempt, blockedBy } : await tryCredentials(attempt, reader);
    tried.push(made);
    if (made.answer?.kind === 'Found') break;
  }
  return tried;
}

async function tryCredentials<A extends { kind: 'Found' | RefusalKind }>(
  attempt: Attempt,
  { credentialsFor, read, acceptAnonymous }: AttemptReader<A>,
): Promise<TriedAttempt<A>> {
  let made: TriedAttempt<A> | undefined;
  for (const credential of selectCredentials(credentialsFor(attempt), attempt.reference)) {
    const answer = await read(attempt, credential);
    // One who was let in and saw nothing knows more than one who was refused.
    if (made?.answer?.kind !== 'NotFound' || !refuses(answer)) made = { ...attempt, answer, credential };
    if (!refuses(answer) && answer.kind !== 'NotFound') return made;
  }
  if (made?.answer?.kind === 'NotFound') return made;
  const anonymous = await read(attempt, undefined);
  if (!made || (acceptAnonymous && anonymous.kind === 'Found')) return { ...attempt, answer: anonymous };
  return anonymous.kind === 'Found' ? { ...made, anonymousWorks: true } : made;
}

function refuses({ kind }: { kind: 'Found' | RefusalKind }): boolean {
  return kind === 'Unauthorized' || kind === 'Forbidden';
}
