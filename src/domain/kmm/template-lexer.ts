/**
 * A piece of a template. `failure` ends the list; otherwise `end` does. The text of all pieces, with the `$` that
 * escaped another, is the template.
 */
export interface TemplateToken {
  kind: 'text' | 'variable' | 'open' | 'close' | 'operator' | 'failure' | 'end';
  text: string;
}

interface Scan {
  readonly input: string;
  position: number;
  /** Where the piece being read began, and where the last finished one did. */
  start: number;
  lastStart: number;
  /** Opened and not yet closed braces. */
  depth: number;
  tokens: TemplateToken[];
}

/** Reads on and names what reads next; undefined at the end. */
type State = (scan: Scan) => State | undefined;

const WORD = /^[\p{L}\p{Nd}_]$/u;
const LINE_END = /^[\r\n]$/;

/**
 * Cuts a template into pieces as the envsubst library that KMM uses does. It is a state machine rather than a grammar
 * because its oddities are part of what users see: after a variable inside braces an operator is expected again,
 * a lone `$_` leaves the braces without closing them, and a default cannot contain braces.
 */
export function lexTemplate(input: string): TemplateToken[] {
  const scan: Scan = { input, position: 0, start: 0, lastStart: 0, depth: 0, tokens: [] };
  for (let state: State | undefined = readText; state;) state = state(scan);
  return scan.tokens;
}

const readText: State = (scan) => {
  for (;;) {
    const dollar = scan.input.indexOf('$', scan.position);
    if (dollar === -1) return finishText(scan);
    scan.position = dollar;
    if (scan.position > scan.start) emit(scan, 'text');
    scan.position++;
    const following = peek(scan);
    if (following === '$') {
      scan.start = scan.position++;
      emit(scan, 'text');
    } else if (following === '{') {
      scan.position++;
      scan.depth++;
      emit(scan, 'open');
      return readOperator;
    } else if (WORD.test(following)) return readVariable;
  }
};

const readVariable: State = (scan) => {
  while (WORD.test(peek(scan))) next(scan);
  const name = scan.input.slice(scan.start, scan.position);
  if (name === '_' || name === '$_') return readText;
  emit(scan, 'variable');
  return scan.depth > 0 ? readOperator : readText;
};

const readOperator: State = (scan) => {
  const character = next(scan);
  if (character === '}') return closeBrace(scan);
  if (character === '' || LINE_END.test(character)) return fail(scan);
  if (WORD.test(character) && followsOpenBrace(scan)) return readVariable;
  if (character === ':') {
    const second = next(scan);
    if (second === '-' || second === '=' || second === '+') emit(scan, 'operator');
  } else if (character === '+' || character === '-' || character === '=') emit(scan, 'operator');
  return readDefault;
};

const readDefault: State = (scan) => {
  const character = next(scan);
  if (character === '}') return closeBrace(scan);
  if (character === '' || LINE_END.test(character)) return fail(scan);
  if (character === '$' || (WORD.test(character) && followsOpenBrace(scan))) return readVariable;
  emit(scan, 'text');
  return readDefault;
};

function finishText(scan: Scan): undefined {
  scan.position = scan.input.length;
  if (scan.position > scan.start) emit(scan, 'text');
  emit(scan, 'end');
}

function closeBrace(scan: Scan): State {
  scan.depth--;
  emit(scan, 'close');
  return readText;
}

function fail(scan: Scan): undefined {
  emit(scan, 'failure');
}

function followsOpenBrace(scan: Scan): boolean {
  return scan.input.startsWith('${', scan.lastStart);
}

function emit(scan: Scan, kind: TemplateToken['kind']): void {
  scan.tokens.push({ kind, text: scan.input.slice(scan.start, scan.position) });
  scan.lastStart = scan.start;
  scan.start = scan.position;
}

/** The character at the position (a whole code point), or '' at the end. */
function peek(scan: Scan): string {
  const codePoint = scan.input.codePointAt(scan.position);
  return codePoint === undefined ? '' : String.fromCodePoint(codePoint);
}

function next(scan: Scan): string {
  const character = peek(scan);
  scan.position += character.length;
  return character;
}
