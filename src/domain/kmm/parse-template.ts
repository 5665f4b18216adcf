import type { Parsed } from '../parsed';
import { parsed, refused } from '../parsed';
import type { TemplateToken } from './template-lexer';
import { lexTemplate } from './template-lexer';

/** Literal text, or the name of a variable. */
export interface TemplateValue {
  kind: 'text' | 'variable';
  text: string;
}

/** `${variable<operator>fallback}`. An operator without anything behind it means nothing, so `fallback` decides. */
export interface Substitution {
  kind: 'substitution';
  variable: string;
  operator: string;
  fallback: TemplateValue | undefined;
}

export type TemplatePart = TemplateValue | Substitution;

interface Reading {
  tokens: TemplateToken[];
  index: number;
}

const FAILURE = refused('closing brace expected');
const END: TemplateToken = { kind: 'end', text: '' };

/** Reads a template as the envsubst library of KMM does. Refused is only a brace that is not closed on its line. */
export function parseTemplate(text: string): Parsed<TemplatePart[]> {
  const reading: Reading = { tokens: lexTemplate(text), index: 0 };
  const parts: TemplatePart[] = [];
  for (;;) {
    const token = take(reading);
    if (token.kind === 'end') return parsed(parts);
    if (token.kind === 'failure') return FAILURE;
    if (token.kind === 'open' && current(reading).kind === 'variable') {
      const substitution = takeSubstitution(reading);
      if (!substitution.ok) return substitution;
      parts.push(substitution.value);
    } else parts.push(valueOf(token));
  }
}

/**
 * The rest of `${…}`; the last operator and the last default win. When the braces stay open to the end of the text,
 * which takes a lone `$_` inside them, KMM's library never returns: that is refused like any other open brace.
 */
function takeSubstitution(reading: Reading): Parsed<Substitution> {
  // With its `$`, if one was written: `${$NAME}` asks for a variable of that impossible name and finds none.
  const variable = take(reading).text;
  let operator = '';
  let fallback: TemplateValue | undefined;
  for (;;) {
    const token = take(reading);
    if (token.kind === 'end' || token.kind === 'failure') return FAILURE;
    if (token.kind === 'close') return parsed({ kind: 'substitution', variable, operator, fallback });
    if (token.kind === 'variable') fallback = valueOf(token);
    else if (token.kind === 'text') fallback = { kind: 'text', text: token.text + takeUntilClose(reading) };
    else operator = token.text;
  }
}

/** After text, everything up to the closing brace is text of the default, variables too. */
function takeUntilClose(reading: Reading): string {
  let text = '';
  while (!['close', 'failure', 'end'].includes(current(reading).kind)) text += take(reading).text;
  return text;
}

function valueOf(token: TemplateToken): TemplateValue {
  if (token.kind === 'variable') return { kind: 'variable', text: token.text.replace(/^\$/, '') };
  return { kind: 'text', text: token.text };
}

function current(reading: Reading): TemplateToken {
  return reading.tokens[reading.index] ?? END;
}

function take(reading: Reading): TemplateToken {
  const token = current(reading);
  reading.index++;
  return token;
}
