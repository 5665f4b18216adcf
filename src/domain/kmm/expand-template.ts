import type { Parsed } from '../parsed';
import { parsed, refused } from '../parsed';
import { quote } from '../quote';
import type { Substitution, TemplatePart, TemplateValue } from './parse-template';
import { parseTemplate } from './parse-template';
import type { TemplateVariables } from './template-variables';

const LIMIT = 64 * 1024;

/** An expanded template, with the unset variables that became empty text in it. */
export interface Expansion {
  text: string;
  emptied: string[];
}

interface Rendering {
  variables: TemplateVariables;
  emptied: Set<string>;
}

/**
 * Expands `$NAME`, `${NAME}`, `${NAME:-default}` and their kin exactly as KMM does: an unset variable is empty text and
 * no error. Refused are a brace that is not closed on its line, and text beyond 64 Ki characters, before or after.
 */
export function expandTemplate(text: string, variables: TemplateVariables): Parsed<string> {
  const expansion = traceTemplate(text, variables);
  return expansion.ok ? parsed(expansion.value.text) : expansion;
}

/** As `expandTemplate`, and tells which unset variables silently became nothing. */
export function traceTemplate(text: string, variables: TemplateVariables): Parsed<Expansion> {
  const complain = (cause: string) => refused(`failed to substitute ${quote(text)}: ${cause}`);
  if (text.length > LIMIT) return complain(`it is longer than ${LIMIT} characters`);
  const parts = parseTemplate(text);
  if (!parts.ok) return complain(parts.message);
  const rendering: Rendering = { variables, emptied: new Set() };
  let expanded = '';
  for (const part of parts.value) {
    expanded += renderPart(part, rendering);
    if (expanded.length > LIMIT) return complain(`the result is longer than ${LIMIT} characters`);
  }
  return parsed({ text: expanded, emptied: [...rendering.emptied] });
}

function renderPart(part: TemplatePart, rendering: Rendering): string {
  return renderValue(part.kind === 'substitution' ? chooseValue(part, rendering.variables) : part, rendering);
}

function chooseValue({ variable, operator, fallback }: Substitution, variables: TemplateVariables): TemplateValue {
  const plain: TemplateValue = { kind: 'variable', text: variable };
  if (!fallback || operator === '') return plain;
  const isSet = Object.hasOwn(variables, variable);
  if (operator === '+' || operator === ':+') return isSet ? fallback : plain;
  if (operator === ':-' || operator === ':=') return isSet && variables[variable] !== '' ? plain : fallback;
  return isSet ? plain : fallback;
}

function renderValue(value: TemplateValue, { variables, emptied }: Rendering): string {
  if (value.kind === 'text') return value.text;
  if (Object.hasOwn(variables, value.text)) return variables[value.text] ?? '';
  emptied.add(value.text);
  return '';
}
