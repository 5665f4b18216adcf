import type { CheckFunction } from './check';

/** A Module without `moduleLoader` (device plugin or DRA only) loads no kernel module; KMM's operator panics here. */
export const checkNothingToLoad: CheckFunction = ({ resolution }) => {
  if (resolution.kind !== 'NothingToLoad') return undefined;
  const message = 'The Module has no moduleLoader, so no kernel module depends on the kernel.';
  return {
    check: { name: 'KernelMapping', result: 'Skipped', reason: 'NothingToLoad', message },
    verdict: { reason: 'NothingToLoad', message },
  };
};
