/** Prefix of the labels and annotations that people and the wizard may set (design §4.1). */
const PREFIX = 'kmm-preflight.io/';

export const RECHECK_ANNOTATION = `${PREFIX}recheck-requested-at`;
export const RELEASE_LABEL = `${PREFIX}release`;
export const PREFLIGHT_UID_LABEL = `${PREFIX}preflight-uid`;
export const MODULE_LABEL = `${PREFIX}module`;

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/** The later of the wished rechecks, as it was written; anything but RFC 3339 is no wish. */
export function latestRecheck(...wishes: (string | undefined)[]): string | undefined {
  const valid = wishes.filter(
    (wish): wish is string => wish !== undefined && RFC_3339.test(wish) && !Number.isNaN(Date.parse(wish)),
  );
  return valid.reduce<string | undefined>(
    (latest, wish) => (latest === undefined || Date.parse(wish) > Date.parse(latest) ? wish : latest),
    undefined,
  );
}
