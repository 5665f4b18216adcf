import { printPlatform, selectPlatform } from '../image/platform';
import { printReference } from '../image/reference';
import type { Resolution } from '../kmm/resolve-module';
import { checkMappingNotFound } from './check-mapping-not-found';
import { checkResolutionWarnings } from './check-resolution-warning';
import { CHECKS } from './checks';
import type { Evidence } from './evidence';
import { foundAttempt } from './image-attempts';
import type { Reason } from './reason';
import { traitsOf } from './reason';
import type { Check, Verdict, VerdictImage } from './verdict';

/**
 * Evidence → verdict: the checks run in their order, the first that ends the chain gives reason and message.
 * Without such a check the image exists for the kernel's platform.
 */
export function judge(evidence: Evidence): Verdict {
  const checks: Check[] = [];
  for (const check of CHECKS) {
    const outcome = check(evidence);
    if (!outcome) continue;
    checks.push(outcome.check);
    if (outcome.check.name === 'KernelMapping') checks.push(...checkResolutionWarnings(evidence.resolution));
    if (outcome.verdict) return conclude(outcome.verdict.reason, outcome.verdict.message, checks, evidence);
  }
  return conclude('ImageVerified', describeSuccess(evidence), checks, evidence);
}

/** A verdict of a Module whose check has not ended. */
export function judgeUnfinished(evidence: Evidence): Verdict {
  return conclude('Checking', 'The image is being looked for.', [], evidence);
}

/**
 * A verdict whose mapping lines are those of a newer resolution with the same inputs: another mapping may have come
 * to match with the same image, and that needs no new look.
 */
export function refreshMapping(verdict: Verdict, resolution: Resolution): Verdict {
  if (resolution.kind !== 'Resolved') return verdict;
  const lines = [
    checkMappingNotFound({ resolution, architecture: undefined })?.check,
    ...checkResolutionWarnings(resolution),
  ];
  const mapping = lines.filter((line): line is Check => line !== undefined);
  const others = verdict.checks.filter(({ name }) => name !== 'KernelMapping');
  return { ...verdict, mapping: resolution.mapping, checks: [...mapping, ...others] };
}

function conclude(reason: Reason, message: string, checks: Check[], evidence: Evidence): Verdict {
  const { status } = traitsOf(reason);
  const image = describeImage(evidence);
  const { resolution } = evidence;
  const mapping = resolution.kind === 'NothingToLoad' ? undefined : resolution.mapping;
  return {
    status,
    stage: status === 'InProgress' ? 'Image' : 'Done',
    reason,
    message,
    checks,
    ...(mapping && { mapping }),
    ...(image && { image }),
  };
}

function describeSuccess(evidence: Evidence): string {
  const found = evidence.image && foundAttempt(evidence.image);
  if (!found) return 'The image exists.';
  const from = found.isSource ? '' : ' (a mirror)';
  return `${printReference(found.reference)}${from} exists with digest ${found.answer.digest}.`;
}

function describeImage({ resolution, image, architecture }: Evidence): VerdictImage | undefined {
  if (resolution.kind !== 'Resolved') return undefined;
  const found = image && foundAttempt(image);
  if (!found) return { reference: resolution.image };
  const { digest, mediaType, platforms } = found.answer;
  const platform = architecture === undefined ? platforms[0] : selectPlatform(platforms, architecture);
  return {
    reference: resolution.image,
    digest,
    mediaType,
    resolvedFrom: printReference(found.reference),
    ...(platform && { platform: printPlatform(platform) }),
  };
}
