import type { ApiInfo } from '../../contract/release-api';
import type { OperatorFacts } from '../ports';
import { jsonAnswer } from './answer';
import type { Endpoint } from './endpoint';
import { tryLater } from './refusal';

/** What this validator says of itself. */
export interface InfoSources {
  version: string;
  mode: ApiInfo['mode'];
  operator: OperatorFacts;
}

/** What runs here, for everybody whom the API server knows. */
export function infoEndpoint({ version, mode, operator }: InfoSources): Endpoint {
  return {
    method: 'GET',
    path: '/api/v1/info',
    access: 'authenticated',
    async answer() {
      const facts = operator.current();
      if (!facts) throw tryLater('Starting', 'The validator has just started and still looks for the KMM operator.');
      const info: ApiInfo = { version, mode, builds: { available: false }, operator: facts };
      return jsonAnswer(info);
    },
  };
}
