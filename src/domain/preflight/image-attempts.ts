import type { ImageAnswer } from '../image/answer';
import { printReference } from '../image/reference';
import type { AttemptEvidence, ImageEvidence } from './evidence';

/** A message names this many; nobody reads more, and the rest are counted. */
const NAMED_ATTEMPTS = 8;

type FoundAnswer = Extract<ImageAnswer, { kind: 'Found' }>;

/** The attempt that gave the image, if one did. */
export function foundAttempt(image: ImageEvidence): (AttemptEvidence & { answer: FoundAnswer }) | undefined {
  const last = image.attempts.at(-1);
  return last?.answer?.kind === 'Found' ? { ...last, answer: last.answer } : undefined;
}

/** One attempt in words: the reference, by what right, and what answered. */
export function describeAttempt(attempt: AttemptEvidence): string {
  const name = printReference(attempt.reference);
  if (attempt.blockedBy !== undefined) return `${name}: blocked by ${attempt.blockedBy}`;
  if (!attempt.answer) return `${name}: not contacted`;
  if (attempt.answer.kind === 'Found') return `${name}: found`;
  return attempt.answer.detail;
}

/** All attempts but the last, for the end of a message: people need every mirror and what it said. */
export function describeEarlierAttempts(image: ImageEvidence): string {
  const earlier = image.attempts.slice(0, -1).map(describeAttempt);
  if (earlier.length === 0) return '';
  const rest = earlier.length > NAMED_ATTEMPTS ? ` | and ${earlier.length - NAMED_ATTEMPTS} more` : '';
  return ` Before it: ${earlier.slice(0, NAMED_ATTEMPTS).join(' | ')}${rest}.`;
}
