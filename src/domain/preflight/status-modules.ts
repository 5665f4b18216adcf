import { cutText } from '../cut-text';
import type { Reason, VerificationStatus } from './reason';
import { phraseOf } from './reason';
import type { VerdictRecord } from './verdict';

/** One entry of a PVO's `status.modules[]`, KMM's schema exactly (kmm.md §5.1). */
export interface StatusModule {
  namespace: string;
  name: string;
  verificationStatus: VerificationStatus;
  verificationStage: 'Image' | 'Done';
  statusReason?: string;
  lastTransitionTime: string;
}

/** A Module of a PVO with what is known of it; no record is a Module that waits for its first look. */
export interface StatusInput {
  namespace: string;
  name: string;
  record: VerdictRecord | undefined;
}

/** What went into the list, and what had to go for its size. */
export interface StatusModules {
  modules: StatusModule[];
  /** Entries left out because the object would be too large for the API server. */
  dropped: number;
}

const SENTENCE_MAX = 150;
const BODY_PHRASES_ONLY = 1_200_000;
const BODY_MAX = 1_400_000;
const DROP_ORDER: readonly VerificationStatus[] = ['Success', 'InProgress'];

/**
 * The whole `status.modules` of a PVO, sorted by namespace and name. `lastTransitionTime` of `previous` stays while
 * status and stage stay (KMM moves it on every write, W7). Sizes as design §4.1: sentences go first, then entries of
 * Successes, then of those in progress; Failures always stay.
 */
export function listStatusModules(
  inputs: StatusInput[],
  previous: readonly StatusModule[],
  now: string,
): StatusModules {
  const before = new Map(previous.map((entry) => [`${entry.namespace}/${entry.name}`, entry]));
  const sorted = [...inputs].sort((a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name));
  let modules = sorted.map((input) => toStatusModule(input, before.get(`${input.namespace}/${input.name}`), now, true));
  let size = sizeOf(modules);
  if (size > BODY_PHRASES_ONLY) {
    modules = sorted.map((input) => toStatusModule(input, before.get(`${input.namespace}/${input.name}`), now, false));
    size = sizeOf(modules);
  }
  return dropEntries(modules, size);
}

function toStatusModule(
  input: StatusInput,
  before: StatusModule | undefined,
  now: string,
  sentences: boolean,
): StatusModule {
  const reason: Reason = input.record?.verdict.reason ?? 'Checking';
  const status = input.record?.verdict.status ?? 'InProgress';
  const stage = status === 'InProgress' ? 'Image' : 'Done';
  const unchanged = before?.verificationStatus === status && before.verificationStage === stage;
  const sentence = sentences ? printSentence(input.record?.verdict.message ?? '') : '';
  const phrase = phraseOf(reason, status);
  return {
    namespace: input.namespace,
    name: input.name,
    verificationStatus: status,
    verificationStage: stage,
    statusReason: sentence === '' ? phrase : `${phrase}: ${sentence}`,
    lastTransitionTime: unchanged ? before.lastTransitionTime : now,
  };
}

/** A message as one line of at most 150 characters. */
function printSentence(text: string): string {
  return cutText(text.replace(/\s+/g, ' ').trim(), SENTENCE_MAX);
}

function dropEntries(modules: StatusModule[], size: number): StatusModules {
  let left = size;
  const dropped = new Set<StatusModule>();
  for (const status of DROP_ORDER) {
    for (const entry of modules) {
      if (left <= BODY_MAX) break;
      if (entry.verificationStatus !== status) continue;
      dropped.add(entry);
      left -= sizeOf([entry]);
    }
  }
  return { modules: modules.filter((entry) => !dropped.has(entry)), dropped: dropped.size };
}

/** Bytes of the entries as JSON in UTF-8, an upper bound that needs no encoder: at most three bytes a UTF-16 unit. */
function sizeOf(modules: readonly StatusModule[]): number {
  let size = 0;
  for (const entry of modules) {
    const text = JSON.stringify(entry);
    // Names are DNS labels, so only the reason can hold characters outside ASCII.
    size += text.length + 1 + 2 * countNonAscii(entry.statusReason ?? '');
  }
  return size;
}

function countNonAscii(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 127) count += 1;
  return count;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
