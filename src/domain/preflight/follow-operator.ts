import type { Resolution } from '../kmm/resolve-module';
import { quote } from '../quote';
import type { StatusModule } from './status-modules';
import type { Verdict } from './verdict';

const QUOTED_MAX = 300;
const FOLLOWED: ReadonlySet<string> = new Set(['BuildRunning', 'BuildVerified', 'BuildFailed']);

/**
 * Where the KMM operator owns a PVO and the image is absent, the operator builds it: our verdict then follows KMM's
 * entry and quotes it (design §7). Every other verdict stands as it is.
 */
export function followOperator(verdict: Verdict, resolution: Resolution, entry: StatusModule | undefined): Verdict {
  const builds = resolution.kind === 'Resolved' && Boolean(resolution.build ?? resolution.sign);
  if (verdict.reason !== 'ImageNotFound' || !builds || !entry) return verdict;
  const words = `The KMM operator says: ${quote(entry.statusReason ?? entry.verificationStatus, QUOTED_MAX)}.`;
  switch (entry.verificationStatus) {
    case 'InProgress':
      return {
        ...verdict,
        status: 'InProgress',
        stage: 'Build',
        reason: 'BuildRunning',
        message: `The image does not exist yet and the KMM operator builds it. ${words}`,
      };
    case 'Success':
      return {
        ...verdict,
        status: 'Success',
        stage: 'Done',
        reason: 'BuildVerified',
        message: `The KMM operator built the image. ${words}`,
      };
    case 'Failure':
      return {
        ...verdict,
        status: 'Failure',
        stage: 'Done',
        reason: 'BuildFailed',
        message: `The KMM operator could not build the image. ${words} Look at its Build in the Module's namespace.`,
      };
    default:
      return verdict;
  }
}

/**
 * The verdict that a followed one was made from. The line of the image check still says what the registry answered,
 * so a restart and a handover need nothing else.
 */
export function unfollowOperator(verdict: Verdict): Verdict {
  const line = verdict.checks.find(({ name, reason }) => name === 'Image' && reason === 'ImageNotFound');
  if (!line || !FOLLOWED.has(verdict.reason)) return verdict;
  return { ...verdict, status: 'Failure', stage: 'Done', reason: 'ImageNotFound', message: line.message };
}
