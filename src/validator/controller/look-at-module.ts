import { parseKernelTarget } from '../../domain/kernel/kernel-target';
import type { Resolution } from '../../domain/kmm/resolve-module';
import type { Evidence } from '../../domain/preflight/evidence';
import { judge, judgeUnfinished } from '../../domain/preflight/judge';
import type { Verdict } from '../../domain/preflight/verdict';
import type { ImageSources } from '../gather/gather-image';
import { gatherImage } from '../gather/gather-image';
import { KubeError } from '../kube-error';

/** One look at one Module for one kernel. */
export interface ModuleLook {
  namespace: string;
  kernelVersion: string;
  resolution: Resolution;
  /** Nothing that was asked before this time (ms) may be used. */
  notBefore: number;
  signal: AbortSignal;
}

export interface LookResult {
  verdict: Verdict;
  retryAfterMs?: number;
}

/** Gathers what is needed and judges it. Throws only on abort; an API server that cannot be asked is an unfinished verdict. */
export async function lookAtModule(sources: ImageSources, look: ModuleLook): Promise<LookResult> {
  const { resolution } = look;
  const evidence: Evidence = { resolution, architecture: parseKernelTarget(look.kernelVersion).architecture };
  if (resolution.kind !== 'Resolved') return { verdict: judge(evidence) };
  try {
    const image = await gatherImage(sources, { ...look, resolved: resolution });
    const last = image.attempts.at(-1)?.answer;
    const retryAfterMs = last && last.kind !== 'Found' ? last.retryAfterMs : undefined;
    return { verdict: judge({ ...evidence, image }), ...(retryAfterMs !== undefined && { retryAfterMs }) };
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    const message = `The Module could not be checked: ${error.message}; it is tried again by itself.`;
    const { retryAfterMs } = error.details;
    return {
      verdict: { ...judgeUnfinished(evidence), message },
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
  }
}
