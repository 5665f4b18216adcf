/**
 * Types of objects from outside are hopes: a CRD of another version, or none at all, may let anything through. These
 * give what has the expected shape; the rest counts as absent, so that one odd object never stops the others.
 */

/** The objects in a list. */
export function objectsOf<T extends object>(value: readonly T[] | null | undefined): T[] {
  return listOf(value).filter((item): item is T => typeof item === 'object' && item !== null);
}

/** The texts in a list. */
export function textsOf(value: unknown): string[] {
  return listOf(value).filter((item): item is string => typeof item === 'string');
}

/** A text; empty when it is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
