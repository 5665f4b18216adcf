/**
 * At most `max` UTF-16 units of a text, an ellipsis as the last one when something went. Halves of a surrogate pair
 * become U+FFFD, as the API server stores them: a text that it changed would look different from ours for ever.
 */
export function cutText(text: string, max: number): string {
  const whole = text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
  return whole.replace(/\p{Cs}/gu, '\ufffd');
}
