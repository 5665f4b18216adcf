import type { Resolution } from '../kmm/resolve-module';
import type { Check } from './verdict';

/** Warnings that the resolution itself found, one line each: a trimmed `+`, a template variable that is empty. */
export function checkResolutionWarnings(resolution: Resolution): Check[] {
  if (resolution.kind !== 'Resolved') return [];
  return resolution.warnings.map(({ reason, message }) => ({ name: 'KernelMapping', result: 'Warn', reason, message }));
}
