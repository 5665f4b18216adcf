/** One challenge of a `WWW-Authenticate` header. Scheme and parameter names in lower case. */
export interface Challenge {
  scheme: string;
  parameters: ReadonlyMap<string, string>;
}

const SEPARATORS = /[\s,]*/y;
const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const EQUALS = /[ \t]*=[ \t]*/y;
const QUOTED = /"((?:[^"\\]|\\[^])*)"/y;
const BARE = /[^\s,"]*/y;

/**
 * Reads every challenge of one or several `WWW-Authenticate` headers (RFC 9110 §11.6.1): quoted strings may hold commas
 * and equals signs, several challenges may share a header. What is not grammar is skipped; never throws. The first of
 * two parameters with one name counts.
 */
export function parseChallenges(header: string | string[] | undefined): Challenge[] {
  return (header === undefined ? [] : Array.isArray(header) ? header : [header]).flatMap(parseHeader);
}

/** The challenge to answer: Bearer with a realm if offered, else Basic; undefined when neither is there. */
export function selectChallenge(challenges: Challenge[]): Challenge | undefined {
  return (
    challenges.find((challenge) => challenge.scheme === 'bearer' && challenge.parameters.has('realm')) ??
    challenges.find((challenge) => challenge.scheme === 'basic')
  );
}

/** The scopes that a Bearer challenge asks for: a list separated by blanks (distribution token specification). */
export function challengeScopes(challenge: Challenge): string[] {
  return (challenge.parameters.get('scope') ?? '').split(/\s+/).filter((scope) => scope !== '');
}

function parseHeader(text: string): Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  let at = 0;
  const read = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return undefined;
    at = pattern.lastIndex;
    return match[1] ?? match[0];
  };
  for (read(SEPARATORS); at < text.length; read(SEPARATORS)) {
    const name = read(TOKEN)?.toLowerCase();
    if (name === undefined) {
      at += 1;
    } else if (read(EQUALS) === undefined) {
      challenges.push({ scheme: name, parameters: new Map() });
    } else {
      const quoted = read(QUOTED);
      const value = quoted === undefined ? (read(BARE) ?? '') : quoted.replace(/\\([^])/g, '$1');
      const parameters = challenges.at(-1)?.parameters;
      if (parameters !== undefined && !parameters.has(name)) parameters.set(name, value);
    }
  }
  return challenges;
}
