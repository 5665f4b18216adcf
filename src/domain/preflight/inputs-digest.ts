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
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  return value === undefined ? 'null' : JSON.stringify(value);
}

/** `sha256:<hex>` of the inputs; a Success is final for it. */
export function digestInputs(inputs: VerificationInputs, sha256: Sha256Hex): string {
  return `sha256:${sha256(canonicalJson(inputs))}`;
}
