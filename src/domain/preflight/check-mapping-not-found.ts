import type { CheckFunction } from './check';

/** The kernel string, a kernel mapping, its template or its image reference cannot be used. */
export const checkMappingNotFound: CheckFunction = ({ resolution }) => {
  if (resolution.kind === 'NothingToLoad') return undefined;
  if (resolution.kind === 'Unresolved') {
    const { reason, message } = resolution;
    return { check: { name: 'KernelMapping', result: 'Fail', reason, message }, verdict: { reason, message } };
  }
  const { kind, expression, index } = resolution.mapping;
  return {
    check: {
      name: 'KernelMapping',
      result: 'Pass',
      reason: 'MappingFound',
      message: `Kernel mapping ${index} matches (${kind} ${JSON.stringify(expression.slice(0, 200))}).`,
    },
  };
};
