import type { IncomingMessage } from 'node:http';
import type { AccessQuestion } from '../ports';
import type { Answer } from './answer';

/** One request at its endpoint. `signal` aborts when the deadline passes or the caller goes away. */
export interface Call {
  request: IncomingMessage;
  signal: AbortSignal;
}

/** `open`: everybody. `authenticated`: whoever the API server knows. A question: whoever may do that. */
export type Access = 'open' | 'authenticated' | AccessQuestion;

/** What is served under one path. Side effects only by POST: the console protects nothing else against forgery. */
export interface Endpoint {
  method: 'GET' | 'POST';
  path: string;
  access: Access;
  answer(call: Call): Promise<Answer>;
}
