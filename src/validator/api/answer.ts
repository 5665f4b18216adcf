import type { ApiFailure } from '../../contract/release-api';

/** What is sent back. */
export interface Answer {
  code: number;
  contentType: string;
  text: string;
  headers?: Record<string, string>;
}

/** 200 with a JSON body. */
export function jsonAnswer(body: object): Answer {
  return { code: 200, contentType: 'application/json', text: JSON.stringify(body) };
}

/** One line of plain text, for probes and people. */
export function textAnswer(code: number, text: string): Answer {
  return { code, contentType: 'text/plain; charset=utf-8', text: `${text}\n` };
}

/** A `Status` with its own code. */
export function failureAnswer(status: ApiFailure, headers: Record<string, string> = {}): Answer {
  return { code: status.code, contentType: 'application/json', text: JSON.stringify(status), headers };
}
