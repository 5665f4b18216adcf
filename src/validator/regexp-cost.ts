/** A quoted run, an escape, a class, a counted repetition, a bracket, or any other character. */
const TOKEN = /\\Q[\s\S]*?(?:\\E|$)|\\[\s\S]|\[\^?\]?(?:\[:[^\]]*:\]|\\[\s\S]|[^\]\\])*\]?|\{\d+(?:,\d*)?\}|[\s\S]/g;

/**
 * Roughly how many instructions an RE2 program for the expression has: one for each character, class or escape, counted
 * repetitions multiplied out. For malformed expressions the number means little; the compiler refuses those anyway.
 * RE2 bounds the time to match but not the time to compile: `(x{30}){30}`, written a few hundred times, fits in 4 kB and
 * takes most of a second.
 */
export function estimateProgramSize(expression: string): number {
  const totals: number[] = [];
  let total = 0;
  let last = 0;
  for (const token of expression.match(TOKEN) ?? []) {
    if (token === '(') {
      totals.push(total);
      total = 0;
      last = 0;
      continue;
    }
    if (token === ')') {
      last = total + 1;
      total = totals.pop() ?? 0;
    } else last = isCounted(token) ? last * (largestCount(token) - 1) : sizeOf(token);
    total += last;
  }
  return totals.reduce((sum, open) => sum + open, total);
}

function isCounted(token: string): boolean {
  return token.length > 1 && token.startsWith('{');
}

function largestCount(token: string): number {
  return Math.max(1, ...(token.match(/\d+/g) ?? []).map(Number));
}

function sizeOf(token: string): number {
  return token.startsWith('\\Q') ? token.length : 1;
}
