/** Why a release could not be resolved. */
export type ReleaseErrorKind =
  | 'VersionUnknown' // the cluster knows no release of that version
  | 'NotARelease' // the image exists, and is no release
  | 'ReferenceRefused' // malformed, or a host where the validator does not go
  | 'RegistryRefused' // 401, 403, 404, untrusted certificate, unreachable
  | 'RegistryLied' // wrong digest, HTML, oversize, endless
  | 'Timeout';

/** A release that cannot be resolved. The message is one sentence for a person: what, which host, what to do. */
export class ReleaseError extends Error {
  override readonly name = 'ReleaseError';

  /** `reason` is one CamelCase word for programs; the kind unless something finer is known. */
  constructor(
    readonly kind: ReleaseErrorKind,
    message: string,
    readonly reason: string = kind,
  ) {
    super(message);
  }
}
