import type { DtkTag, OsTag } from './stream-tag';

/** Order of node images: the plain tag, which is the release's main stream, then by number. */
export function compareOsTags(a: OsTag, b: OsTag): number {
  return order(a) - order(b);
}

/**
 * The Driver Toolkit of a node image's stream; undefined when the release has none. In the order of certainty: the same
 * stream class; the number of the stream's operating system; the plain one for the main stream or for the only one.
 * One whose stream class or number speaks for another stream is never taken.
 */
export function findDtkPartner(os: OsTag, osTags: readonly OsTag[], dtkTags: readonly DtkTag[]): DtkTag | undefined {
  const sameClass = dtkTags.find((dtk) => dtk.tag.streamClass === os.stream);
  if (sameClass) return sameClass;
  const unclassed = dtkTags.filter((dtk) => dtk.tag.streamClass === undefined);
  const sameNumber = unclassed.find((dtk) => dtk.number !== undefined && ownerOf(dtk.number, osTags) === os);
  if (sameNumber) return sameNumber;
  const plain = unclassed.find((dtk) => dtk.number === undefined);
  const onlyChoice = osTags.length === 1 && dtkTags.length === 1;
  const main = os.number === undefined && osTags[0] === os;
  return main || onlyChoice ? plain : undefined;
}

function order({ number }: OsTag): number {
  if (number === undefined) return -1;
  return /^\d+$/.test(number) ? Number(number) : 1_000;
}

/** The number is RHEL's; another family's stream has it only where there is no RHEL of that number. */
function ownerOf(number: string, osTags: readonly OsTag[]): OsTag | undefined {
  return osTags.find((os) => os.stream === `rhel-${number}`) ?? osTags.find((os) => os.stream.endsWith(`-${number}`));
}
