/** One way to authenticate at a registry, with where it came from so that a message can name it. */
export interface Credential {
  /** What holds it, for messages: `Secret ns/name`, `cluster pull secret`. */
  origin: string;
  /** The key of `auths` it was found under, e.g. `quay.io/org`. */
  key: string;
  username: string;
  password: string;
  /** OAuth2 refresh token (`identitytoken`); used instead of username and password when set. */
  identityToken?: string;
}
