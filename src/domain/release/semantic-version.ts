const LENGTH_LIMIT = 128;
const PART = '(?:0|[1-9]\\d*)';
const PRERELEASE_PART = `(?:${PART}|\\d*[A-Za-z-][0-9A-Za-z-]*)`;
const BUILD = '(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?';
const SEMANTIC_VERSION = new RegExp(
  `^(${PART})\\.(${PART})\\.(${PART})(?:-(${PRERELEASE_PART}(?:\\.${PRERELEASE_PART})*))?${BUILD}$`,
);

const RELEASE_VERSION = /^[0-9A-Za-z][0-9A-Za-z.+_-]{0,127}$/;

/** Whether a text can be a release's version: nightly and private builds need not be semantic versions. */
export function isReleaseVersion(text: string): boolean {
  return RELEASE_VERSION.test(text);
}

/** Whether a text is a version of Semantic Versioning 2.0.0, of at most 128 characters. */
export function isSemanticVersion(text: string): boolean {
  return text.length <= LENGTH_LIMIT && SEMANTIC_VERSION.test(text);
}

/** Order of Semantic Versioning (build metadata does not count): negative when `a` is older. Others come first, by text. */
export function compareVersions(a: string, b: string): number {
  const left = split(a);
  const right = split(b);
  if (!left || !right) return left ? 1 : right ? -1 : compareText(a, b);
  const core = compareLists(left.core, right.core);
  if (core !== 0) return core;
  if (left.prerelease.length === 0 || right.prerelease.length === 0) {
    return right.prerelease.length - left.prerelease.length;
  }
  return compareLists(left.prerelease, right.prerelease);
}

function split(text: string): { core: string[]; prerelease: string[] } | undefined {
  const match = text.length > LENGTH_LIMIT ? null : SEMANTIC_VERSION.exec(text);
  if (!match) return undefined;
  return { core: match.slice(1, 4), prerelease: match[4]?.split('.') ?? [] };
}

function compareLists(a: string[], b: string[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareParts(part, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Numbers by value, of any length, and before words. */
function compareParts(a: string, b: string): number {
  const numbers = [a, b].map((part) => /^\d+$/.test(part));
  if (numbers[0] !== numbers[1]) return numbers[0] ? -1 : 1;
  return numbers[0] && a.length !== b.length ? a.length - b.length : compareText(a, b);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
