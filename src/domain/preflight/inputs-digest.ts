import type { Build, RegistryTLS, Sign } from '../kmm/module';

/** A function that hashes UTF-8 text to lower-case hex; passed in because the domain has no crypto. */
export type Sha256Hex = (text: string) => string;

/** Everything that a verdict depends on and that a person can change (design §7). */
export interface VerificationInputs {
  kernelVersion: string;
  image: string;
  build: Build | undefined;
  sign: Sign | undefined;
  dtkImage: string | undefined;
  pushBuiltImage: boolean;
  imageRepoSecret: string | undefined;
  serviceAccountName: string;
  registryTLS: RegistryTLS | undefined;
}

/** JSON with sorted keys and without undefined values, so that equal inputs give equal text. */
export function canonicalJson(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value !== 'object') return JSON.stringify(value);
  return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value);
}

// Grown by concatenation: an array of parts for each level is a quarter of all memory that a large run allocates.
function canonicalArray(items: readonly unknown[]): string {
  let text = '';
  for (const item of items) text += `${text === '' ? '' : ','}${canonicalJson(item)}`;
  return `[${text}]`;
}

function canonicalObject(object: object): string {
  let text = '';
  for (const key of Object.keys(object).sort()) {
    const member: unknown = (object as Record<string, unknown>)[key];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

/** `sha256:<hex>` of the inputs; a Success is final for it. */
export function digestInputs(inputs: VerificationInputs, sha256: Sha256Hex): string {
  return `sha256:${sha256(canonicalJson(inputs))}`;
}
