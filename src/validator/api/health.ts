import { textAnswer } from './answer';
import type { Endpoint } from './endpoint';

/** Whether everything that the work needs is there, and else what is not. */
export interface Readiness {
  ready: boolean;
  waitsFor: string;
}

/** The probes of the pod: open, because a kubelet has no token. */
export function healthEndpoints(readiness: () => Readiness): Endpoint[] {
  return [
    { method: 'GET', path: '/healthz', access: 'open', answer: async () => textAnswer(200, 'ok') },
    {
      method: 'GET',
      path: '/readyz',
      access: 'open',
      async answer() {
        const { ready, waitsFor } = readiness();
        return ready ? textAnswer(200, 'ok') : textAnswer(503, `not ready: ${waitsFor}`);
      },
    },
  ];
}
