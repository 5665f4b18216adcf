/**
 * Text of a stranger, fit for a message: in quotes, at most `limit` characters of it (100 unless told), every control
 * or invisible formatting character as an escape, so that it can neither break a line nor turn the reading direction.
 */
export function quote(text: string, limit = 100): string {
  const shown = text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
  return JSON.stringify(shown).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
